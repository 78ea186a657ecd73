package io.drawbridge.gateway.listen;

/** Why a socket was closed before it said in a frame who it is; nothing is written to it. */
public enum DoorRefusal {
  /** The gateway has a tenth more sockets than its capacity. */
  FULL,
  /** The source has as many connections, or opens them as fast, as one may. */
  SOURCE_LIMIT,
  /** Its first byte begins nothing that is spoken here. */
  NOT_A_CLIENT,
  /** It speaks a transport that this door does not take. */
  TRANSPORT
}
