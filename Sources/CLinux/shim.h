#include <sys/prctl.h>

/// No core dump of this process, and no debugger that is not root's. `prctl` takes variable arguments, which Swift cannot
/// pass. Zero when it worked.
static inline int linux_deny_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
