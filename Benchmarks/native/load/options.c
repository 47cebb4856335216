#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: load --protocol vmgate|dovecot --port PORT --mailboxes FILE --request verify|ping|settings|announce\n"
    "            --connections N (--outstanding N | --rate N) [--warm SECONDS] [--seconds SECONDS] [--requests N]\n";

static void refuse(const char *reason) {
    fprintf(stderr, "load: %s\n%s", reason, usage);
    exit(64);
}

struct options options_parse(int count, char **arguments) {
    static const struct option names[] = {
        {"protocol", required_argument, NULL, 'p'},    {"host", required_argument, NULL, 'h'},
        {"port", required_argument, NULL, 'P'},        {"mailboxes", required_argument, NULL, 'm'},
        {"request", required_argument, NULL, 'q'},     {"connections", required_argument, NULL, 'c'},
        {"outstanding", required_argument, NULL, 'o'}, {"rate", required_argument, NULL, 'r'},
        {"warm", required_argument, NULL, 'w'},        {"seconds", required_argument, NULL, 's'},
        {"requests", required_argument, NULL, 'n'},    {NULL, 0, NULL, 0},
    };
    struct options options = {
        .protocol = "vmgate", .host = "127.0.0.1", .request = "verify", .connections = 8, .warm_seconds = 1, .seconds = 5,
    };
    for (int name; (name = getopt_long(count, arguments, "", names, NULL)) != -1;) {
        switch (name) {
        case 'p': options.protocol = optarg; break;
        case 'h': options.host = optarg; break;
        case 'P': options.port = atoi(optarg); break;
        case 'm': options.mailboxes = optarg; break;
        case 'q': options.request = optarg; break;
        case 'c': options.connections = atoi(optarg); break;
        case 'o': options.outstanding = atoi(optarg); break;
        case 'r': options.rate = atof(optarg); break;
        case 'w': options.warm_seconds = atof(optarg); break;
        case 's': options.seconds = atof(optarg); break;
        case 'n': options.requests = (unsigned)atol(optarg); break;
        default: refuse("an option is not known");
        }
    }
    if (options.port <= 0 || options.port > 65535) refuse("--port is missing");
    if (!options.mailboxes) refuse("--mailboxes is missing");
    if (options.connections < 1) refuse("--connections is at least 1");
    if ((options.outstanding > 0) == (options.rate > 0)) refuse("give one of --outstanding and --rate");
    if (options.seconds <= 0 || options.warm_seconds < 0) refuse("--seconds is more than 0");
    return options;
}
