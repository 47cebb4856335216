// The mailboxes that requests are spread over, and their right PINs.
#ifndef LOAD_MAILBOXES_H
#define LOAD_MAILBOXES_H

struct mailbox {
    char name[40];
    char pin[16];
};

// Reads "name<TAB>PIN" lines; ends the process when there are none.
void mailboxes_read(const char *path);

// One of them, uniformly at random, the same sequence in every run.
const struct mailbox *mailboxes_pick(void);

#endif
