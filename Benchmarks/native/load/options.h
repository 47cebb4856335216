// What the load client is asked to do, from its command line.
#ifndef LOAD_OPTIONS_H
#define LOAD_OPTIONS_H

struct options {
    const char *protocol;     // "vmgate" or "dovecot"
    const char *host;         // an IPv4 address
    int port;
    const char *mailboxes;    // a file with one "name<TAB>PIN" a line
    const char *request;      // "verify", "ping", "settings" or "announce"
    int connections;
    int outstanding;          // closed loop: requests kept in flight, over all connections; 0 in an open loop
    double rate;              // open loop: requests a second, evenly spaced; 0 in a closed loop
    double warm_seconds;      // load before anything is counted
    double seconds;           // load that is counted
    unsigned requests;        // when it is not 0, the load ends after so many
};

// Ends the process with the usage when the command line makes no sense.
struct options options_parse(int count, char **arguments);

#endif
