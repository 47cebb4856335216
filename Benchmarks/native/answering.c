// answering PORT LINES ANSWER: gives ANSWER to every request of LINES lines, on loopback, and does nothing else: one thread,
// one read, one write. What it reaches against redis-benchmark is what the client and the kernel leave to any server.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 1024, INPUT_SIZE = 16 << 10, EVENTS = 64 };

static int lines_wanted;
static const char *answer;
static size_t answer_size;
// Lines so far of a request whose end has not come, by connection.
static int lines_met[CONNECTIONS_MAX];
// Room for the answers to as many requests as one read can bring.
static char *output;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int poll, int file) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = file};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, file, &event) < 0) fail("answering: epoll_ctl");
}

static int listen_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 512) < 0)
        fail("answering: listen");
    return listener;
}

static void accept_from(int listener, int poll) {
    int connection = accept(listener, NULL, NULL), on = 1;
    if (connection < 0) return;
    if (connection >= CONNECTIONS_MAX) {
        close(connection);
        return;
    }
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    lines_met[connection] = 0;
    watch(poll, connection);
}

static void serve(int connection) {
    static char input[INPUT_SIZE];
    ssize_t count = read(connection, input, sizeof input);
    if (count <= 0) {
        close(connection);
        return;
    }
    size_t size = 0;
    for (char *next = input; (next = memchr(next, '\n', (size_t)(input + count - next))); next++) {
        if (++lines_met[connection] < lines_wanted) continue;
        lines_met[connection] = 0;
        memcpy(output + size, answer, answer_size);
        size += answer_size;
    }
    // The client reads all that it asked for, so that there is always room.
    if (size > 0 && write(connection, output, size) != (ssize_t)size) close(connection);
}

int main(int count, char **arguments) {
    if (count != 4 || (lines_wanted = atoi(arguments[2])) < 1) {
        fprintf(stderr, "usage: answering PORT LINES ANSWER\n");
        return 64;
    }
    char *line;
    int length = asprintf(&line, "%s\r\n", arguments[3]);
    if (length < 0 || !(output = malloc((size_t)length * INPUT_SIZE))) fail("answering");
    answer = line;
    answer_size = (size_t)length;
    int poll = epoll_create1(0), listener = listen_on(atoi(arguments[1]));
    watch(poll, listener);
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(poll, events, EVENTS, -1);
        for (int index = 0; index < ready; index++) {
            int file = events[index].data.fd;
            if (file == listener) accept_from(listener, poll);
            else serve(file);
        }
    }
}
