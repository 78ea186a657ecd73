package io.drawbridge.gateway.push;

import io.drawbridge.gateway.session.Session;
import io.drawbridge.proto.business.v1.PushMessage;

/** Sends a push after a session that another gateway has taken. */
interface Follower {
  /** Tells {@code fates} one part, which was added before. Threads: any. */
  void follow(Session session, PushMessage push, String movedTo, FateCollector fates);
}
