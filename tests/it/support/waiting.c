/* What a signal may meet, without libfaketime: see clock.rs. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

int epoll_wait(int epoll, struct epoll_event *events, int most, int timeout) {
    return syscall(SYS_epoll_pwait, epoll, events, most, timeout, NULL, _NSIG / 8);
}

int poll(struct pollfd *files, nfds_t count, int timeout) {
    struct timespec left = {timeout / 1000, timeout % 1000 * 1000000L};
    return syscall(SYS_ppoll, files, count, timeout < 0 ? NULL : &left, NULL, _NSIG / 8);
}

int select(int count, fd_set *reads, fd_set *writes, fd_set *faults, struct timeval *timeout) {
    struct timespec left;
    if (timeout != NULL) {
        left.tv_sec = timeout->tv_sec;
        left.tv_nsec = timeout->tv_usec * 1000;
    }
    return syscall(SYS_pselect6, count, reads, writes, faults, timeout ? &left : NULL, NULL);
}

static char offset_file[4096];

__attribute__((constructor)) static void keep_the_name(void) {
    const char *name = getenv("FAKETIME_TIMESTAMP_FILE");
    if (name != NULL && strlen(name) < sizeof offset_file)
        strcpy(offset_file, name);
}

/* The offset in microseconds, as clock.rs writes it: a sign, seconds, a point, six digits. */
static long long offset(void) {
    char text[64];
    int file = open(offset_file, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    ssize_t length = read(file, text, sizeof text);
    close(file);
    long long value = 0;
    for (ssize_t at = 0; at < length; at++)
        if (text[at] >= '0' && text[at] <= '9')
            value = 10 * value + (text[at] - '0');
    return length > 0 && text[0] == '-' ? -value : value;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int errno_before = errno;
    if (syscall(SYS_gettimeofday, now, zone) != 0)
        return -1;
    long long time = now->tv_sec * 1000000LL + now->tv_usec + offset();
    now->tv_sec = time / 1000000;
    now->tv_usec = time % 1000000;
    errno = errno_before;
    return 0;
}
