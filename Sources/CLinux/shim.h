#include <sys/prctl.h>
#include <sys/xattr.h>

/// Nothing that this thread, or one that it starts, executes gets privileges that it has not. Zero when it worked.
static inline int linux_deny_new_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/// No core dump of this process, and no debugger that is not root's. `prctl` takes variable arguments, which Swift cannot
/// pass. Zero when it worked.
static inline int linux_deny_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
