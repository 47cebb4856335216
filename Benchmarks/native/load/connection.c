#define _GNU_SOURCE
#include "connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RECEIVED_CAPACITY = 1 << 16 };

void connection_open(struct connection *connection, const char *host, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        fprintf(stderr, "load: %s is no IPv4 address\n", host);
        exit(64);
    }
    connection->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection->descriptor, (struct sockaddr *)&address, sizeof address)) {
        perror("load: connect");
        exit(1);
    }
    int yes = 1;
    setsockopt(connection->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(connection->descriptor, F_SETFL, O_NONBLOCK);
    connection->received = malloc(RECEIVED_CAPACITY);
    if (!connection->received) abort();
    connection->received_bytes = 0;
    connection->is_open = 1;
}

void connection_send(struct connection *connection, const char *bytes, size_t count) {
    while (count > 0 && connection->is_open) {
        ssize_t sent = send(connection->descriptor, bytes, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            struct pollfd writable = {.fd = connection->descriptor, .events = POLLOUT};
            poll(&writable, 1, 100);
        } else if (sent < 0) {
            connection->is_open = 0;
        } else {
            bytes += sent;
            count -= (size_t)sent;
        }
    }
}

void connection_receive(struct connection *connection, void (*take)(struct connection *, const char *line)) {
    size_t space = RECEIVED_CAPACITY - connection->received_bytes;
    ssize_t count = recv(connection->descriptor, connection->received + connection->received_bytes, space, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
        connection->is_open = 0;
        close(connection->descriptor);
        return;
    }
    connection->received_bytes += (size_t)count;
    char *start = connection->received, *limit = start + connection->received_bytes;
    for (char *end; (end = memchr(start, '\n', (size_t)(limit - start))); start = end + 1) {
        *end = '\0';
        if (end > start && end[-1] == '\r') end[-1] = '\0';
        take(connection, start);
    }
    connection->received_bytes = (size_t)(limit - start);
    memmove(connection->received, start, connection->received_bytes);
}
