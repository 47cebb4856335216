// ceiling KIBIBYTES OPERATIONS THREADS SECONDS: PINs verified a second by crypto_pwhash_str_verify in a bare loop, on
// memory that each thread keeps. No service on this machine that uses libsodium can do more.
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kept_memory.h"

enum { THREADS_MAX = 256 };

static const char pin[] = "482130";
static char encoded[crypto_pwhash_STRBYTES];
static double seconds;
static pthread_barrier_t start;
static double rates[THREADS_MAX];

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void verify(void) {
    if (crypto_pwhash_str_verify(encoded, pin, strlen(pin)) != 0) {
        fprintf(stderr, "ceiling: the right PIN did not fit\n");
        exit(1);
    }
}

static void *run(void *argument) {
    double *rate = argument;
    verify();
    pthread_barrier_wait(&start);
    double began = now(), time;
    long count = 0;
    do {
        verify();
        count++;
        time = now();
    } while (time - began < seconds);
    *rate = (double)count / (time - began);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 5 || sodium_init() < 0) {
        fprintf(stderr, "usage: ceiling KIBIBYTES OPERATIONS THREADS SECONDS\n");
        return 64;
    }
    size_t memory = (size_t)atol(arguments[1]) << 10;
    unsigned long long operations = strtoull(arguments[2], NULL, 10);
    int threads = atoi(arguments[3]);
    seconds = atof(arguments[4]);
    if (threads < 1 || threads > THREADS_MAX) return 64;
    if (crypto_pwhash_str_alg(encoded, pin, strlen(pin), operations, memory, crypto_pwhash_ALG_ARGON2ID13)) {
        perror("ceiling: crypto_pwhash_str_alg");
        return 1;
    }
    pthread_barrier_init(&start, NULL, (unsigned)threads);
    pthread_t ids[THREADS_MAX];
    for (int i = 0; i < threads; i++) pthread_create(&ids[i], NULL, run, &rates[i]);
    double rate = 0;
    for (int i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        rate += rates[i];
    }
    if (kept_memory_served() == 0) {
        fprintf(stderr, "ceiling: libsodium did not use the kept memory, so this would be no ceiling\n");
        return 1;
    }
    printf("%.3f\n", rate);
    return 0;
}
