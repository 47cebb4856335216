// load: keeps a verifying server under load from one thread, and says what came back and after how long.
//
// Closed loop (--outstanding N): N requests are kept in flight; an answer makes the next request.
// Open loop (--rate N): requests follow a schedule, whatever the server does. A latency counts from the moment the
// request was due, so that a server (or a client) that stalls cannot hide it.
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

#include "connection.h"
#include "mailboxes.h"
#include "options.h"
#include "protocol.h"
#include "tally.h"

enum { DRAIN_SECONDS = 60, EVENTS = 256 };

static struct options options;
static const struct protocol *protocol;
static struct connection *connections;
static int poller, greeted;

// When each request was due, by its id less one; -1 once it is answered.
static double *due_times;
static uint32_t requests, capacity;
static long answered, due_in_window;
static double window_start, window_end, largest_lag;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int is_over(double time) {
    return time >= window_end || (options.requests > 0 && requests >= options.requests);
}

static int is_in_window(double time) { return time >= window_start && time < window_end; }

static void send_request(struct connection *connection, double due) {
    if (requests == capacity) {
        capacity = capacity ? capacity * 2 : 4096;
        due_times = realloc(due_times, capacity * sizeof *due_times);
        if (!due_times) abort();
    }
    uint32_t id = requests++;
    due_times[id] = due;
    char bytes[REQUEST_BYTES];
    size_t count = protocol->request(bytes, options.request, id + 1, mailboxes_pick());
    if (is_in_window(due)) due_in_window++;
    connection_send(connection, bytes, count);
    double lag = now() - due;
    if (lag > largest_lag) largest_lag = lag;
}

static void take_greeting(struct connection *connection, const char *line) {
    (void)connection;
    if (protocol->is_greeting_end(line)) greeted++;
}

static void take_answer(struct connection *connection, const char *line) {
    uint32_t id;
    enum outcome outcome;
    if (!protocol->answer(line, &id, &outcome) || id == 0 || id > requests || due_times[id - 1] < 0) {
        fprintf(stderr, "load: not an answer: %.80s\n", line);
        return;
    }
    if (outcome == FAILED) fprintf(stderr, "load: %.120s\n", line);
    double time = now(), due = due_times[id - 1];
    due_times[id - 1] = -1;
    answered++;
    tally_answer(outcome, is_in_window(time), is_in_window(due), time - due);
    if (options.outstanding > 0 && !is_over(time) && connection->is_open) send_request(connection, time);
}

static void receive(double timeout, void (*take)(struct connection *, const char *)) {
    struct epoll_event events[EVENTS];
    if (timeout < 0) timeout = 0;
    struct timespec wait = {.tv_sec = (time_t)timeout, .tv_nsec = (long)((timeout - (double)(time_t)timeout) * 1e9)};
    int count = epoll_pwait2(poller, events, EVENTS, &wait, NULL);
    for (int i = 0; i < count; i++) {
        struct connection *connection = events[i].data.ptr;
        if (connection->is_open) connection_receive(connection, take);
    }
}

static void open_connections(void) {
    poller = epoll_create1(EPOLL_CLOEXEC);
    connections = calloc((size_t)options.connections, sizeof *connections);
    if (!connections) abort();
    int awaited = 0;
    for (int i = 0; i < options.connections; i++) {
        connection_open(&connections[i], options.host, options.port);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &connections[i]};
        epoll_ctl(poller, EPOLL_CTL_ADD, connections[i].descriptor, &event);
        char bytes[REQUEST_BYTES];
        size_t count = protocol->greet(bytes, i);
        if (count > 0) awaited++;
        connection_send(&connections[i], bytes, count);
    }
    for (double start = now(); greeted < awaited;) {
        receive(1, take_greeting);
        if (now() - start > 20) {
            fprintf(stderr, "load: %d of %d connections were greeted\n", greeted, awaited);
            exit(1);
        }
    }
}

static int open_connection_count(void) {
    int count = 0;
    for (int i = 0; i < options.connections; i++) count += connections[i].is_open;
    return count;
}

static void run_closed_loop(void) {
    for (int i = 0; i < options.outstanding; i++) send_request(&connections[i % options.connections], now());
    while (!is_over(now()) && open_connection_count() > 0) receive(0.1, take_answer);
}

static void run_open_loop(double start) {
    for (long number = 0;; number++) {
        double due = start + (double)number / options.rate;
        if (is_over(due) || open_connection_count() == 0) break;
        for (double left; (left = due - now()) > 0;) receive(left, take_answer);
        send_request(&connections[number % options.connections], due);
        receive(0, take_answer);
    }
}

int main(int count, char **arguments) {
    options = options_parse(count, arguments);
    protocol = !strcmp(options.protocol, "dovecot") ? &dovecot_protocol : &vmgate_protocol;
    mailboxes_read(options.mailboxes);
    char sample[REQUEST_BYTES];
    if (protocol->request(sample, options.request, 1, mailboxes_pick()) == 0) {
        fprintf(stderr, "load: %s has no request %s\n", protocol->name, options.request);
        return 64;
    }
    open_connections();
    double start = now();
    window_start = start + options.warm_seconds;
    window_end = window_start + options.seconds;
    if (options.rate > 0) run_open_loop(start);
    else run_closed_loop();
    while (answered < requests && now() < window_end + DRAIN_SECONDS && open_connection_count() > 0)
        receive(0.1, take_answer);
    tally_print(options.seconds, due_in_window, (long)requests - answered, largest_lag);
    return 0;
}
