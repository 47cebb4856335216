#define _GNU_SOURCE
#include "cut_mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// All that runs in the handler is async-signal-safe: system calls, and no memory but this.

static struct sigaction former;
static uintptr_t page_size;
static atomic_flag is_busy = ATOMIC_FLAG_INIT;

enum mapping { OTHER, INDEX, REPLACED };

// What is mapped at the address, by a line of /proc/self/maps: "start-end rw-s offset device inode   path".
static enum mapping mapping_at(uintptr_t address) {
    int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (file < 0) return OTHER;
    static const char ending[] = "-shm";
    enum mapping found = OTHER;
    char buffer[1024];
    uintptr_t bounds[2] = {0, 0};
    int field = 0, letter = 0, matched = 0, is_shared = 0, is_path = 0, is_index = 0;
    for (ssize_t count; (count = read(file, buffer, sizeof buffer)) > 0;) {
        for (ssize_t at = 0; at < count; at++) {
            char byte = buffer[at];
            if (byte == '\n') {
                if (bounds[0] <= address && address < bounds[1]) {
                    found = is_shared && is_index ? INDEX : !is_shared && !is_path ? REPLACED : OTHER;
                    goto end;
                }
                bounds[0] = bounds[1] = 0;
                field = letter = matched = is_shared = is_path = is_index = 0;
            } else if (field == 0 && byte == '-') {
                field = 1;
            } else if (field <= 1 && byte != ' ') {
                bounds[field] = bounds[field] << 4 | (uintptr_t)(byte <= '9' ? byte - '0' : byte - 'a' + 10);
            } else if (field == 1) {
                field = 2;
            } else if (field == 2) {
                if (letter++ == 3) {
                    is_shared = byte == 's';
                    field = 3;
                }
            } else {
                if (byte == '/' || byte == '[') is_path = 1;
                if (is_path) {
                    matched = byte == ending[matched] ? matched + 1 : byte == ending[0];
                    if (matched == sizeof ending - 1) is_index = 1, matched = 0;
                }
            }
        }
    }
end:
    close(file);
    return found;
}

static void survive(int signal, siginfo_t *information, void *context) {
    (void)signal, (void)context;
    int error = errno;
    uintptr_t address = (uintptr_t)information->si_addr;
    int is_saved = 0;
    if (information->si_code == BUS_ADRERR) {
        // Two threads may meet the same page: what the first has written there since must stay.
        while (atomic_flag_test_and_set(&is_busy)) sched_yield();
        enum mapping mapping = mapping_at(address);
        is_saved = mapping == REPLACED;
        if (mapping == INDEX) {
            void *page = (void *)(address & ~(page_size - 1));
            is_saved = mmap(page, page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == page;
        }
        atomic_flag_clear(&is_busy);
    }
    // The same access comes again, and meets the page, or whoever was to be told before.
    if (!is_saved) sigaction(SIGBUS, &former, NULL);
    errno = error;
}

static void install(void) {
    page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    struct sigaction action = {.sa_sigaction = survive, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &former);
}

void cut_mapping_survive(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
}
