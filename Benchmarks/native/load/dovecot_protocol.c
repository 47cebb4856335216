// Dovecot's authentication client protocol, version 1, with the PLAIN mechanism (RFC 4616) for each request.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol.h"

static size_t greet(char *buffer, int connection) {
    // A client's process id must be its own on the server, so each connection pretends to be another process.
    unsigned process = 1 + (unsigned)getpid() * 1000u % 30000u + (unsigned)connection;
    return (size_t)snprintf(buffer, REQUEST_BYTES, "VERSION\t1\t1\nCPID\t%u\n", process);
}

static int is_greeting_end(const char *line) { return !strcmp(line, "DONE"); }

static void write_base64(char *target, const unsigned char *bytes, size_t count) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < count; i += 3) {
        size_t left = count - i;
        unsigned group = bytes[i] << 16 | (left > 1 ? bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
        *target++ = digits[group >> 18];
        *target++ = digits[group >> 12 & 63];
        *target++ = left > 1 ? digits[group >> 6 & 63] : '=';
        *target++ = left > 2 ? digits[group & 63] : '=';
    }
    *target = '\0';
}

static size_t request(char *buffer, const char *kind, uint32_t id, const struct mailbox *mailbox) {
    if (strcmp(kind, "verify")) return 0;
    unsigned char plain[64];
    int length = snprintf((char *)plain, sizeof plain, "%c%s%c%s", 0, mailbox->name, 0, mailbox->pin);
    char encoded[96];
    write_base64(encoded, plain, (size_t)length);
    return (size_t)snprintf(buffer, REQUEST_BYTES, "AUTH\t%u\tPLAIN\tservice=vm\tsecured\tresp=%s\n", id, encoded);
}

static int answer(const char *line, uint32_t *id, enum outcome *outcome) {
    const char *number;
    if (!strncmp(line, "OK\t", 3)) {
        *outcome = GRANTED;
        number = line + 3;
    } else if (!strncmp(line, "FAIL\t", 5)) {
        // "temp" marks a failure of the server's, such as one to reach its database.
        *outcome = strstr(line, "\ttemp") || strstr(line, "temp_fail") ? FAILED : DENIED;
        number = line + 5;
    } else {
        return 0;
    }
    *id = (uint32_t)strtoul(number, NULL, 10);
    return 1;
}

const struct protocol dovecot_protocol = {"dovecot", greet, is_greeting_end, request, answer};
