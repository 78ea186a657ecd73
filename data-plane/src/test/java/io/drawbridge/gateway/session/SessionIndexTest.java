package io.drawbridge.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.TestSessions;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.wire.CloseReason;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SessionIndexTest {
  private final SessionIndex index = new SessionIndex();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Connection connection = TestSessions.connection(channel);
  private long lastId;

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  @Test
  void findsEverySessionOfAUserOldestFirst() {
    Session first = added("alice");
    Session other = added("bob");
    Session second = added("alice");
    Session third = added("alice");

    assertThat(index.of(user("alice"))).containsExactly(first, second, third);
    assertThat(index.of(user("bob"))).containsExactly(other);
    assertThat(index.of(user("carol"))).isEmpty();
    assertThat(index.find(user("alice"), second.id())).isSameAs(second);
    assertThat(index.find(user("bob"), second.id())).isNull();

    index.remove(first);
    index.remove(first);
    assertThat(index.of(user("alice"))).containsExactly(second, third);
    assertThat(index.size()).isEqualTo(3);
  }

  @Test
  void keepsEverythingWhileItGrowsAndShrinks() {
    Random random = new Random(7);
    List<Session> here = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      boolean grows = step < 10_000 ? random.nextInt(4) > 0 : random.nextInt(4) == 0;
      if (grows || here.isEmpty()) {
        here.add(added("user-" + random.nextInt(1_000)));
      } else {
        Session gone = here.remove(random.nextInt(here.size()));
        index.remove(gone);
        assertThat(index.of(gone.instance().user())).doesNotContain(gone);
      }
    }
    assertThat(index.size()).isEqualTo(here.size());
    List<Session> all = new ArrayList<>();
    index.forEach(all::add);
    assertThat(all).containsExactlyInAnyOrderElementsOf(here);
    for (int i = 0; i < 1_000; i++) {
      UserKey user = user("user-" + i);
      assertThat(index.of(user))
          .containsExactlyElementsOf(
              here.stream().filter(session -> session.instance().user().equals(user)).toList());
    }
  }

  @Test
  void whoSearchesWhileItChangesFindsWhatWasThereAllTheTime() throws Exception {
    Session stays = added("stays");
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              for (int round = 0; round < 200; round++) {
                List<Session> wave = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                  wave.add(added("wave-" + i));
                }
                wave.forEach(index::remove);
              }
              done.set(true);
            });
    while (!done.get()) {
      assertThat(index.of(user("stays"))).containsExactly(stays);
    }
    writer.join();
    assertThat(index.size()).isEqualTo(1);
  }

  private Session added(String name) {
    lastId++;
    Session session =
        new Session(
            new Session.Who(
                new SessionId(0, lastId),
                new ClientInstance(user(name), "phone", lastId),
                Optional.empty()),
            Connect.newBuilder().setConnectNumber(1).build(),
            connection,
            TestSessions.place(connection.loop(), new NobodyListens()));
    index.add(session);
    return session;
  }

  private static UserKey user(String name) {
    return new UserKey("default", name);
  }

  private static final class NobodyListens implements SessionListener {
    @Override
    public void sessionHandedOver(Session session) {}

    @Override
    public void endHandedOver(Session session, Close message) {}

    @Override
    public void sessionEnded(Session session, CloseReason reason) {}

    @Override
    public void sessionMoved(Session session, String gateway, int number) {}

    @Override
    public void mayFeed(Session session) {}
  }
}
