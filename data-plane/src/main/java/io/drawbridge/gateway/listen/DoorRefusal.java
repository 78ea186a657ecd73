package io.drawbridge.gateway.listen;

/** Why a socket was closed before it said in a frame who it is; nothing is written to it. */
public enum DoorRefusal {
  /** The gateway has a tenth more sockets than its capacity. */
  FULL,
  /** The file descriptors that are left are for others than clients. */
  DESCRIPTORS,
  /** At the door for balancers: its address is none of theirs. */
  NOT_A_PROXY,
  /** A balancer's connection that does not begin with a header of PROXY version 2. */
  PROXY_HEADER,
  /** Its source address has as many connections as one may have. */
  SOURCE_CONNECTIONS,
  /** Its source address has opened connections too fast. */
  SOURCE_RATE,
  /** Its first byte begins nothing that is spoken here. */
  NOT_A_CLIENT,
  /** It speaks a transport that this door does not take. */
  TRANSPORT
}
