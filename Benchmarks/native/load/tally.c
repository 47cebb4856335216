#include "tally.h"

#include <stdio.h>
#include <stdlib.h>

struct series {
    long received;
    double *latencies;
    size_t count, capacity;
};

static struct series all[OUTCOMES];
static const char *const names[OUTCOMES] = {"granted", "denied", "locked", "busy", "answered", "failed"};

void tally_answer(enum outcome outcome, int counts_for_rate, int counts_for_latency, double latency_seconds) {
    struct series *series = &all[outcome];
    if (counts_for_rate) series->received++;
    if (!counts_for_latency) return;
    if (series->count == series->capacity) {
        series->capacity = series->capacity ? series->capacity * 2 : 4096;
        series->latencies = realloc(series->latencies, series->capacity * sizeof *series->latencies);
        if (!series->latencies) abort();
    }
    series->latencies[series->count++] = latency_seconds * 1e3;
}

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double quantile(const struct series *series, double part) {
    size_t rank = (size_t)(part * (double)series->count);
    return series->latencies[rank < series->count ? rank : series->count - 1];
}

void tally_print(double seconds, long due, long lost, double lag) {
    printf("{\"seconds\": %g, \"due\": %ld, \"lost\": %ld, \"send_lag_ms\": %.3f, \"outcomes\": {", seconds, due, lost,
           lag * 1e3);
    const char *separator = "";
    for (int outcome = 0; outcome < OUTCOMES; outcome++) {
        struct series *series = &all[outcome];
        if (series->received == 0 && series->count == 0) continue;
        printf("%s\"%s\": {\"per_second\": %.3f", separator, names[outcome], (double)series->received / seconds);
        if (series->count > 0) {
            qsort(series->latencies, series->count, sizeof *series->latencies, compare);
            printf(", \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"p999_ms\": %.3f, \"max_ms\": %.3f", quantile(series, 0.5),
                   quantile(series, 0.99), quantile(series, 0.999), quantile(series, 1));
        }
        printf("}");
        separator = ", ";
    }
    printf("}}\n");
}
