// Loaded before the C library (LD_PRELOAD), it makes the disk of one process fail and its calendar clock jump, as the file
// that TORTURE_FAULTS names says at the moment. faults.py writes that file; the layout is the same there.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct faults {
    _Atomic int64_t sync_delay_ms;   // how long a sync takes longer
    _Atomic int64_t sync_error;      // errno of every sync, or 0
    _Atomic int64_t write_delay_ms;  // how long a write to a file takes longer
    _Atomic int64_t write_error;     // errno of every write to a file, or 0
    _Atomic int64_t read_error;      // errno of every read of a file, or 0
    _Atomic int64_t clock_offset_ms; // how far the calendar is set forward
    _Atomic int64_t syncs_begun;
    _Atomic int64_t syncs_ended;
};

static struct faults none;
static struct faults *faults = &none;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TORTURE_FAULTS");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *shared = mmap(NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED) faults = shared;
    close(file);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// Sockets, pipes and the three standard streams are spared.
static int is_file(int descriptor) {
    struct stat status;
    return descriptor > 2 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

static int error_of_write(int descriptor) {
    if (!is_file(descriptor)) return 0;
    int64_t delay = faults->write_delay_ms;
    if (delay > 0) usleep((useconds_t)delay * 1000);
    return (int)faults->write_error;
}

static int error_of_read(int descriptor) { return is_file(descriptor) ? (int)faults->read_error : 0; }

static int synchronize(int descriptor, int (*real)(int)) {
    faults->syncs_begun++;
    // In small steps, so that a delay that is taken back ends at once.
    for (int64_t waited = 0; waited < faults->sync_delay_ms; waited += 5) usleep(5000);
    int error = (int)faults->sync_error;
    int result = error == 0 ? real(descriptor) : -1;
    if (error != 0) errno = error;
    faults->syncs_ended++;
    return result;
}

int fsync(int descriptor) { return synchronize(descriptor, REAL(fsync)); }
int fdatasync(int descriptor) { return synchronize(descriptor, REAL(fdatasync)); }

ssize_t write(int descriptor, const void *bytes, size_t count) {
    int error = error_of_write(descriptor);
    if (error != 0) return errno = error, -1;
    return REAL(write)(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    int error = error_of_write(descriptor);
    if (error != 0) return errno = error, -1;
    return REAL(pwrite)(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    int error = error_of_write(descriptor);
    if (error != 0) return errno = error, -1;
    return REAL(pwrite64)(descriptor, bytes, count, offset);
}

int ftruncate(int descriptor, off_t length) {
    int error = error_of_write(descriptor);
    if (error != 0) return errno = error, -1;
    return REAL(ftruncate)(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) {
    int error = error_of_write(descriptor);
    if (error != 0) return errno = error, -1;
    return REAL(ftruncate64)(descriptor, length);
}

ssize_t read(int descriptor, void *bytes, size_t count) {
    int error = error_of_read(descriptor);
    if (error != 0) return errno = error, -1;
    return REAL(read)(descriptor, bytes, count);
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
    int error = error_of_read(descriptor);
    if (error != 0) return errno = error, -1;
    return REAL(pread)(descriptor, bytes, count, offset);
}

ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t offset) {
    int error = error_of_read(descriptor);
    if (error != 0) return errno = error, -1;
    return REAL(pread64)(descriptor, bytes, count, offset);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = REAL(clock_gettime)(clock, now);
    if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += faults->clock_offset_ms / 1000;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int result = REAL(gettimeofday)(now, zone);
    if (result == 0) now->tv_sec += faults->clock_offset_ms / 1000;
    return result;
}

time_t time(time_t *now) {
    struct timespec seconds;
    clock_gettime(CLOCK_REALTIME, &seconds);
    if (now != NULL) *now = seconds.tv_sec;
    return seconds.tv_sec;
}
