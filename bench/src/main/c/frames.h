/* frames.h - the frames of docs/protocol.md that a yardstick speaks.
 *
 *   0        4     5     6        8                16
 *   | length |type |flags| service|      seq       | body      big-endian; length counts what follows it
 */
#ifndef FRAMES_H
#define FRAMES_H
#include <endian.h>
#include <stdint.h>
#include <string.h>

enum frame_type {
    CONNECT = 1, CONNECTED = 2, UPSTREAM = 4, UPSTREAM_ACK = 5, DOWNSTREAM = 7, DOWNSTREAM_ACK = 8, PING = 9, PONG = 10, CLOSE = 12,
    /* Of yardsticks alone; a gateway skips types from 128 on. FAN_OUT: struct fan_out. FANNED_OUT: seq = pushes sent. */
    FAN_OUT = 128, FANNED_OUT = 129
};
enum { HEADER = 16, LENGTH_FIELD = 4, PUSH_ID = 16, FLAG_PUSH_ID = 0x08, LARGEST_FRAME = 1 << 16, FAN_OUT_BYTES = 20 };

/* Order to push: `rate` frames a second for `millis`, round robin over all connected, `batch` of them at a time. */
struct fan_out { uint32_t rate, millis, batch, body_bytes, numbered; };

static inline uint32_t u32_at(const uint8_t *b) { uint32_t v; memcpy(&v, b, 4); return be32toh(v); }
static inline uint64_t u64_at(const uint8_t *b) { uint64_t v; memcpy(&v, b, 8); return be64toh(v); }
static inline void put_u32(uint8_t *b, uint32_t v) { v = htobe32(v); memcpy(b, &v, 4); }
static inline void put_u64(uint8_t *b, uint64_t v) { v = htobe64(v); memcpy(b, &v, 8); }

/* Writes a header in front of `after` bytes; returns its size. `service` is its two bytes as they stand in a frame. */
static inline int put_header(uint8_t *b, int type, int flags, const uint8_t service[2], uint64_t seq, uint32_t after) {
    put_u32(b, HEADER - LENGTH_FIELD + after);
    b[4] = (uint8_t)type;
    b[5] = (uint8_t)flags;
    b[6] = service[0];
    b[7] = service[1];
    put_u64(b + 8, seq);
    return HEADER;
}

/* Bytes of the whole frame at b, 0 when more are needed, -1 when it is none or too large for a yardstick. */
static inline int frame_bytes(const uint8_t *b, int n) {
    if (n < LENGTH_FIELD) return 0;
    uint32_t length = u32_at(b);
    if (length < HEADER - LENGTH_FIELD || length > LARGEST_FRAME - LENGTH_FIELD) return -1;
    return (uint32_t)n >= length + LENGTH_FIELD ? (int)length + LENGTH_FIELD : 0;
}

static inline struct fan_out fan_out_at(const uint8_t *body) {
    return (struct fan_out){u32_at(body), u32_at(body + 4), u32_at(body + 8), u32_at(body + 12), u32_at(body + 16)};
}

/* A Connected body as long as a gateway's: a session, a resume token nobody could use, the limits of the protocol. */
static const uint8_t CONNECTED_BODY[] = {
    0x0a, 16, 'y', 'a', 'r', 'd', 's', 't', 'i', 'c', 'k', '-', 's', 'e', 's', 's', '-', '1',               /* session */
    0x12, 86, 'n', 'o', 't', ' ', 'a', ' ', 't', 'o', 'k', 'e', 'n', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,       /* resume_token */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0x20, 0xe0, 0xd4, 0x03,                                                                                 /* heartbeat_millis: 60000 */
    0x2a, 19, 0x08, 0x80, 0x80, 0x40, 0x10, 0x80, 0x01, 0x18, 0x80, 0x80, 0x10,                             /* limits: 1 MiB a frame, */
    0x20, 0x40, 0x28, 0x40, 0x30, 0x80, 0x80, 0x10,                                                         /* 128 and 256 KiB a lane */
    0x32, 15, 0x08, 0x01, 0x12, 9, 'y', 'a', 'r', 'd', 's', 't', 'i', 'c', 'k', 0x18, 0x01,                 /* service 1 */
    0x38, 0xff, 0xff, 0xff, 0xff, 0x0f                                                                      /* token: for ever */
};
_Static_assert(sizeof CONNECTED_BODY == 154, "as long as the one in docs/protocol.md");

/* A Close body: code 3508, CLIENT_LEFT. */
static const uint8_t CLOSE_BODY[] = {0x08, 0xb4, 0x1b};
#endif
