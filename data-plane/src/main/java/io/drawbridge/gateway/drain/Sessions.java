package io.drawbridge.gateway.drain;

import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.proto.client.v1.GoAway;
import io.drawbridge.wire.FrameType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The clients of this gateway. */
final class Sessions implements Crowd<Session> {
  private final SessionIndex index;
  private final Supplier<GoAway> goAway;

  /** {@code goAway}: what each is told. */
  Sessions(SessionIndex index, Supplier<GoAway> goAway) {
    this.index = index;
    this.goAway = goAway;
  }

  @Override
  public List<Session> present() {
    List<Session> present = new ArrayList<>();
    index.forEach(session -> {
      if (isPresent(session)) {
        present.add(session);
      }
    });
    return present;
  }

  @Override
  public boolean isPresent(Session session) {
    return session.isConnected();
  }

  @Override
  public boolean ask(Session session) {
    byte[] body = goAway.get().toByteArray();
    return session.loop().mailbox().offer(() -> session.tell(FrameType.GOAWAY, body));
  }

  @Override
  public int detached() {
    AtomicInteger detached = new AtomicInteger();
    index.forEach(session -> {
      if (session.isDetached()) {
        detached.incrementAndGet();
      }
    });
    return detached.get();
  }
}
