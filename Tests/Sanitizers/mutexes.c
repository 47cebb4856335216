// For `make tsan`, preloaded. Swift's Mutex takes the way into its library when two threads want it at the same time, and there
// ThreadSanitizer sees nothing: without this it takes each such lock for a race. These stand in front of that way and tell it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

typedef __attribute__((swiftcall)) void (*LockSlow)(uint32_t, __attribute__((swift_context)) void *);
typedef __attribute__((swiftcall)) void (*UnlockSlow)(__attribute__((swift_context)) void *);
typedef void (*Annotation)(void *);

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

static void *known[4];

static void *find(int place, void *where, const char *name) {
    void *found = __atomic_load_n(&known[place], __ATOMIC_RELAXED);
    if (found == 0) {
        found = dlsym(where, name);
        __atomic_store_n(&known[place], found, __ATOMIC_RELAXED);
    }
    return found;
}

__attribute__((swiftcall)) void lock_slow(uint32_t thread, __attribute__((swift_context)) void *mutex) __asm__(LOCK);
__attribute__((swiftcall)) void lock_slow(uint32_t thread, __attribute__((swift_context)) void *mutex) {
    ((LockSlow)find(0, RTLD_NEXT, LOCK))(thread, mutex);
    Annotation acquire = (Annotation)find(1, RTLD_DEFAULT, "__tsan_acquire");
    if (acquire) acquire(mutex);
}

__attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *mutex) __asm__(UNLOCK);
__attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *mutex) {
    Annotation release = (Annotation)find(2, RTLD_DEFAULT, "__tsan_release");
    if (release) release(mutex);
    ((UnlockSlow)find(3, RTLD_NEXT, UNLOCK))(mutex);
}
