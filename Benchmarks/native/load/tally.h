// What came back, and after how long.
#ifndef LOAD_TALLY_H
#define LOAD_TALLY_H

#include "protocol.h"

// An answer that came within the counted time makes the rate; a request that was due within it makes the latencies.
void tally_answer(enum outcome outcome, int counts_for_rate, int counts_for_latency, double latency_seconds);

// Prints one JSON object. `lost` requests were never answered; `lag` is the latest that a request was sent behind its
// schedule, in seconds: when that is much, it is the client that was measured.
void tally_print(double seconds, long due, long lost, double lag);

#endif
