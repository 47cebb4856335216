#include "mailboxes.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static struct mailbox *all;
static size_t count;
static uint64_t random_state = 0x9e3779b97f4a7c15;

void mailboxes_read(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(1);
    }
    size_t capacity = 0;
    char line[256];
    while (fgets(line, sizeof line, file)) {
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 1024;
            all = realloc(all, capacity * sizeof *all);
            if (!all) abort();
        }
        if (sscanf(line, "%39s %15s", all[count].name, all[count].pin) == 2) count++;
    }
    fclose(file);
    if (count == 0) {
        fprintf(stderr, "load: no mailbox in %s\n", path);
        exit(1);
    }
}

const struct mailbox *mailboxes_pick(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return &all[random_state % count];
}
