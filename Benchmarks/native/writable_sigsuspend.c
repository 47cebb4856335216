// valgrind 3.19 writes into the mask that sigsuspend is given, and Swift's libdispatch keeps that mask in read-only memory:
// the whole process dies. Loaded with LD_PRELOAD, this hands over a copy.
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { KERNEL_MASK_BYTES = 8 };

int sigsuspend(const sigset_t *mask) {
    sigset_t copy = *mask;
    return (int)syscall(SYS_rt_sigsuspend, &copy, KERNEL_MASK_BYTES);
}
