/* echo_server.c - the limit of the machine: one thread, epoll edge-triggered, the least work that answers a client.
 *
 * usage: echo_server ADDRESS PORT
 *
 * Answers CONNECT by CONNECTED (nothing is checked), PING by PONG, UPSTREAM by one cumulative UPSTREAM_ACK a read, CLOSE by CLOSE
 * and the end. FAN_OUT (frames.h) makes it push to everybody. A connection is 48 bytes in a table indexed by descriptor, and heap
 * only while a frame is partly read or partly sent. Prints "ready" when it listens.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include "frames.h"

enum { READ_BYTES = 1 << 18, WRITE_BYTES = 1 << 19, LONGEST_ANSWER = 256, EVENTS = 512, ACCEPTS_AT_ONCE = 64 };

struct part { int length, capacity; uint8_t *bytes; };
struct connection { uint8_t open, connected; uint64_t pushed; struct part unread, unsent; };

static struct connection *connections;
static int descriptors, highest, poller;
static uint8_t received[READ_BYTES], answers[WRITE_BYTES];

/* The order being carried out. */
static struct fan { struct fan_out order; int timer, asker, next; uint64_t total, sent, started_nanos; } fan;

static void keep(struct part *part, const uint8_t *bytes, int n) {
    if (part->length + n > part->capacity) {
        part->capacity = (part->length + n) * 2;
        part->bytes = realloc(part->bytes, part->capacity);
        if (!part->bytes) abort();
    }
    memcpy(part->bytes + part->length, bytes, n);
    part->length += n;
}

static void drop(struct part *part) {
    free(part->bytes);
    *part = (struct part){0};
}

static void end(int fd) {
    if (fd == fan.asker) fan = (struct fan){.timer = fan.timer}; /* its last tick finds no order */
    close(fd);
    drop(&connections[fd].unread);
    drop(&connections[fd].unsent);
    connections[fd] = (struct connection){0};
}

/* Sends, or keeps what the socket does not take until it is writable. -1: the connection is broken. */
static int put(int fd, const uint8_t *bytes, int n) {
    int sent = 0;
    if (!connections[fd].unsent.length) {
        sent = send(fd, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) return -1;
        if (sent < 0) sent = 0;
    }
    if (sent < n) keep(&connections[fd].unsent, bytes + sent, n - sent);
    return 0;
}

static int put_unsent(int fd) {
    struct part *unsent = &connections[fd].unsent;
    int sent = send(fd, unsent->bytes, unsent->length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return errno == EAGAIN ? 0 : -1;
    if (sent == unsent->length) { drop(unsent); return 0; }
    memmove(unsent->bytes, unsent->bytes + sent, unsent->length - sent);
    unsent->length -= sent;
    return 0;
}

static const uint8_t NO_SERVICE[2];

static int put_with_body(uint8_t *b, int type, const uint8_t *body, int n) {
    put_header(b, type, 0, NO_SERVICE, 0, n);
    memcpy(b + HEADER, body, n);
    return HEADER + n;
}

/* --- pushing ------------------------------------------------------------------------------------------------------------------- */

static uint64_t now_nanos(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* -1: there is one already, or it makes no sense. */
static int begin_fan_out(int asker, struct fan_out order) {
    if (fan.asker || !order.rate || !order.batch || order.body_bytes < 8 || order.body_bytes > LARGEST_FRAME / 2) return -1;
    fan = (struct fan){order, fan.timer, asker, 0, (uint64_t)order.rate * order.millis / 1000, 0, now_nanos()};
    uint64_t period = 1000000000ull * order.batch / order.rate;
    struct itimerspec every = {.it_interval = {period / 1000000000, period % 1000000000}, .it_value = {0, 1}};
    return timerfd_settime(fan.timer, 0, &every, 0);
}

static void end_fan_out(void) {
    uint8_t done[HEADER];
    timerfd_settime(fan.timer, 0, &(struct itimerspec){0}, 0);
    put(fan.asker, done, put_header(done, FANNED_OUT, 0, NO_SERVICE, fan.sent, 0));
    fan.asker = 0;
}

/* One DOWNSTREAM. Its push id is its number, its body begins with the time it was due: nanoseconds of CLOCK_MONOTONIC. */
static void push(int fd) {
    static uint8_t frame[LARGEST_FRAME];
    struct connection *c = &connections[fd];
    uint32_t body = fan.order.body_bytes;
    put_header(frame, DOWNSTREAM, FLAG_PUSH_ID, NO_SERVICE, fan.order.numbered ? ++c->pushed : 0, PUSH_ID + body);
    put_u64(frame + HEADER + 8, fan.sent + 1);
    put_u64(frame + HEADER + PUSH_ID, fan.started_nanos + fan.sent * 1000000000ull / fan.order.rate);
    put(fd, frame, HEADER + PUSH_ID + body); /* a broken one is ended by its own event */
    fan.sent++;
}

/* Everybody's turn comes once in a round. Returns after a whole round without anybody to push to. */
static void push_batch(uint64_t count) {
    for (int passed = 0; count > 0 && passed <= highest; passed++) {
        if (++fan.next > highest) fan.next = 0;
        if (!connections[fan.next].connected) continue;
        push(fan.next);
        passed = -1;
        count--;
    }
}

static void on_timer(void) {
    uint64_t ticks;
    if (read(fan.timer, &ticks, sizeof ticks) != sizeof ticks || !fan.asker) return;
    uint64_t due = ticks * fan.order.batch, left = fan.total - fan.sent;
    push_batch(due < left ? due : left);
    if (fan.sent >= fan.total || now_nanos() - fan.started_nanos > fan.order.millis * 1000000ull + 1000000000) end_fan_out();
}

/* --- answering ----------------------------------------------------------------------------------------------------------------- */

/* What one read pass has to say; an ack waits for the last message of its lane. */
struct pass { int fd, n, acks; uint8_t service[2]; uint64_t acked; };

static void write_ack(struct pass *p) {
    if (p->acks) p->n += put_header(answers + p->n, UPSTREAM_ACK, 0, p->service, p->acked, 0);
    p->acks = 0;
}

static void take_upstream(struct pass *p, const uint8_t *frame) {
    if (p->acks && memcmp(p->service, frame + 6, 2)) write_ack(p);
    memcpy(p->service, frame + 6, 2);
    p->acked = u64_at(frame + 8);
    p->acks = 1;
}

/* -1: the connection is to be ended, after what is in `answers`. */
static int answer(struct pass *p, const uint8_t *frame, int n) {
    switch (frame[4]) {
    case UPSTREAM: take_upstream(p, frame); return 0;
    case PING: p->n += put_header(answers + p->n, PONG, 0, NO_SERVICE, 0, 0); return 0;
    case CONNECT:
        p->n += put_with_body(answers + p->n, CONNECTED, CONNECTED_BODY, sizeof CONNECTED_BODY);
        connections[p->fd].connected = 1;
        return 0;
    case CLOSE: p->n += put_with_body(answers + p->n, CLOSE, CLOSE_BODY, sizeof CLOSE_BODY); return -1;
    case FAN_OUT: return n == HEADER + FAN_OUT_BYTES ? begin_fan_out(p->fd, fan_out_at(frame + HEADER)) : -1;
    default: return 0; /* DOWNSTREAM_ACK, and what a yardstick need not know */
    }
}

/* Answers the whole frames of received[0, total) with one write. Returns the bytes used, -1 to end. */
static int answer_all(int fd, int total) {
    struct pass p = {.fd = fd};
    int used = 0, n, ended = 0;
    while (!ended && (n = frame_bytes(received + used, total - used)) > 0) {
        ended = answer(&p, received + used, n) < 0;
        used += n;
        if (p.n > WRITE_BYTES - LONGEST_ANSWER) { /* many short questions with long answers */
            if (put(fd, answers, p.n) < 0) return -1;
            p.n = 0;
        }
    }
    write_ack(&p);
    if (p.n && put(fd, answers, p.n) < 0) return -1;
    return ended || n < 0 ? -1 : used;
}

static int on_readable(int fd) {
    struct part *unread = &connections[fd].unread;
    for (;;) {
        int before = unread->length;
        if (before) memcpy(received, unread->bytes, before);
        int n = recv(fd, received + before, READ_BYTES - before, MSG_DONTWAIT);
        if (n == 0) return -1;
        if (n < 0) return errno == EAGAIN ? 0 : -1;
        int total = before + n, used = answer_all(fd, total);
        if (used < 0) return -1;
        if (before) drop(unread);
        if (used < total) keep(unread, received + used, total - used);
        if (total < READ_BYTES) return 0; /* a short read: the socket is empty */
    }
}

/* --- accepting ----------------------------------------------------------------------------------------------------------------- */

static void watch(int fd, uint32_t events) {
    struct epoll_event e = {.events = events, .data.fd = fd};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
}

static void accept_some(int listener) {
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        int fd = accept4(listener, 0, 0, SOCK_NONBLOCK);
        if (fd < 0) return;
        if (fd >= descriptors) { close(fd); continue; }
        connections[fd] = (struct connection){.open = 1};
        if (fd > highest) highest = fd;
        watch(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
    }
}

static int listener_at(const char *address, int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* accepted sockets inherit it */
    if (inet_pton(AF_INET, address, &at.sin_addr) != 1 || bind(fd, (void *)&at, sizeof at) || listen(fd, 65535)) {
        fprintf(stderr, "%s:%d: %s (expected: a free port of an IPv4 address)\n", address, port, strerror(errno));
        exit(1);
    }
    return fd;
}

/* As many descriptors as the process may have, and a table that costs memory only where it is used. */
static void make_table(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    descriptors = limit.rlim_max < 1 << 20 ? (int)limit.rlim_max : 1 << 20;
    connections = mmap(0, (size_t)descriptors * sizeof *connections, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (connections == MAP_FAILED) { perror("mmap"); exit(1); }
}

static void on_event(int fd, uint32_t events) {
    if (!connections[fd].open) return;
    if ((events & EPOLLOUT) && connections[fd].unsent.length && put_unsent(fd) < 0) { end(fd); return; }
    if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) && on_readable(fd) < 0) end(fd);
}

int main(int count, char **arguments) {
    if (count != 3) { fprintf(stderr, "usage: echo_server ADDRESS PORT\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    make_table();
    int listener = listener_at(arguments[1], atoi(arguments[2]));
    poller = epoll_create1(0);
    fan.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    watch(listener, EPOLLIN);
    watch(fan.timer, EPOLLIN);
    puts("ready");
    fflush(stdout);
    struct epoll_event events[EVENTS];
    for (;;) {
        int n = epoll_wait(poller, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) accept_some(listener);
            else if (fd == fan.timer) on_timer();
            else on_event(fd, events[i].events);
        }
    }
}
