/* Makes every fsync and fdatasync of the process it is preloaded into take one millisecond longer. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static void wait_a_little(void) { struct timespec t = {0, 1000000}; nanosleep(&t, 0); }
int fdatasync(int fd) { static int (*real)(int); if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync"); wait_a_little(); return real(fd); }
int fsync(int fd) { static int (*real)(int); if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync"); wait_a_little(); return real(fd); }
