// The two line protocols the client speaks. Both carry an id in each request and give it back in the answer.
#ifndef LOAD_PROTOCOL_H
#define LOAD_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

#include "mailboxes.h"

enum outcome { GRANTED, DENIED, LOCKED, BUSY, ANSWERED, FAILED, OUTCOMES };

enum { REQUEST_BYTES = 512 };

struct protocol {
    const char *name;
    // Writes what a new connection says first; the number of bytes, 0 when the peer needs no greeting.
    size_t (*greet)(char *buffer, int connection);
    // Whether this line ends the peer's greeting.
    int (*is_greeting_end)(const char *line);
    // Writes one request; the number of bytes, 0 when the protocol has no such request.
    size_t (*request)(char *buffer, const char *kind, uint32_t id, const struct mailbox *mailbox);
    // Takes an answer apart. False when the line is none.
    int (*answer)(const char *line, uint32_t *id, enum outcome *outcome);
};

extern const struct protocol vmgate_protocol;
extern const struct protocol dovecot_protocol;

#endif
