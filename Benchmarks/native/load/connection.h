// One connection to the server: whole lines in, requests out.
#ifndef LOAD_CONNECTION_H
#define LOAD_CONNECTION_H

#include <stddef.h>

struct connection {
    int descriptor;
    int is_open;
    char *received;
    size_t received_bytes;
};

// Ends the process when the server does not take the connection.
void connection_open(struct connection *connection, const char *host, int port);

// Sends all of it, waiting while the server does not read.
void connection_send(struct connection *connection, const char *bytes, size_t count);

// Reads what there is and calls `take` with each whole line, without its end. Closes when the server does.
void connection_receive(struct connection *connection, void (*take)(struct connection *, const char *line));

#endif
