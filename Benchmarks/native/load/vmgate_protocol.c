// vmgate's line form with tags: "@7 VERIFY 1001 846274" is answered "+@7 GRANTED …" or "-@7 BUSY …".
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol.h"

static size_t greet(char *buffer, int connection) {
    (void)buffer, (void)connection;
    return 0;
}

static int is_greeting_end(const char *line) {
    (void)line;
    return 1;
}

static size_t request(char *buffer, const char *kind, uint32_t id, const struct mailbox *mailbox) {
    int length = 0;
    if (!strcmp(kind, "verify"))
        length = snprintf(buffer, REQUEST_BYTES, "@%u VERIFY %s %s\r\n", id, mailbox->name, mailbox->pin);
    else if (!strcmp(kind, "settings"))
        length = snprintf(buffer, REQUEST_BYTES, "@%u SETTINGS %s\r\n", id, mailbox->name);
    else if (!strcmp(kind, "announce"))
        // Another minute with each id, so that no answer can be one that was given before.
        length = snprintf(buffer, REQUEST_BYTES, "@%u ANNOUNCE %u FOR %s\r\n", id, 1700000000 + 60 * id, mailbox->name);
    else if (!strcmp(kind, "ping"))
        length = snprintf(buffer, REQUEST_BYTES, "@%u PING\r\n", id);
    return (size_t)length;
}

static int answer(const char *line, uint32_t *id, enum outcome *outcome) {
    static const struct { const char *word; enum outcome outcome; } words[] = {
        {"+GRANTED", GRANTED}, {"+DENIED", DENIED},     {"+LOCKED", LOCKED},
        {"-BUSY", BUSY},       {"+SETTINGS", ANSWERED}, {"+PONG", ANSWERED},
        {"+ANNOUNCE", ANSWERED},
    };
    if ((line[0] != '+' && line[0] != '-') || line[1] != '@') return 0;
    char *end;
    *id = (uint32_t)strtoul(line + 2, &end, 10);
    if (end == line + 2 || *end != ' ') return 0;
    *outcome = FAILED;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].word) - 1;
        int fits = line[0] == words[i].word[0] && !strncmp(end + 1, words[i].word + 1, length);
        char next = fits ? end[1 + length] : 'x';
        if (next == ' ' || next == '\0') *outcome = words[i].outcome;
    }
    return 1;
}

const struct protocol vmgate_protocol = {"vmgate", greet, is_greeting_end, request, answer};
