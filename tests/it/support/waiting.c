/* Waiting without libfaketime: see clock.rs. */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>
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
