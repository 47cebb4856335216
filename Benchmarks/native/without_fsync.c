// Loaded into the server with LD_PRELOAD, it makes "write this to the disk now" do nothing: what durability costs is the
// difference. The server itself has no such switch. Says at the end how often it was asked, so that a run in which it
// had no effect is seen.
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_ulong swallowed;

int fsync(int file);
int fdatasync(int file);

int fsync(int file) {
    (void)file;
    atomic_fetch_add(&swallowed, 1);
    return 0;
}

int fdatasync(int file) { return fsync(file); }

__attribute__((destructor)) static void report(void) {
    const char *path = getenv("WITHOUT_FSYNC_REPORT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%lu\n", atomic_load(&swallowed));
    fclose(file);
}
