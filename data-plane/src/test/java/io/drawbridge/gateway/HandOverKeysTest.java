package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.gateway.handover.ScriptedSuccessor;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.handover.v1.Welcome;
import io.drawbridge.wire.FrameType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Hot restarts of a gateway that has made its own key of resume tokens. */
@Timeout(120)
final class HandOverKeysTest {
  @TempDir private Path directory;
  private final List<TestGateway> processes = new ArrayList<>();
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    become(TestGateway.handingOverWithoutKeys(directory));
  }

  private void become(TestGateway next) {
    gateway = next;
    processes.add(next);
  }

  @AfterEach
  void stop() {
    processes.reversed().forEach(TestGateway::close);
  }

  /** Returns when the process before has ended. */
  private void restart(Optional<Path> resumeKeys) throws Exception {
    TestGateway before = gateway;
    become(before.next(resumeKeys));
    await().atMost(Duration.ofSeconds(40)).until(before::hasEnded);
    await().until(() -> !gateway.hasProcessBefore());
  }

  /** A client that has gone, and what it can come back with. */
  private record Away(Connect.Builder connect, Connected connected) {
    Connect back() {
      return TestGateway.resuming(connect, connected, 2);
    }
  }

  private Away away(String user) throws Exception {
    double before = gateway.metric("drawbridge_gateway_detached_sessions");
    Connect.Builder connect = TestGateway.connect(user);
    try (RawClient client = gateway.client()) {
      Connected connected = client.connect(connect.build());
      client.upstream(1, 1, "before");
      var _ = client.expect(FrameType.UPSTREAM_ACK);
      return new Away(connect, connected);
    } finally {
      await().until(() -> gateway.metric("drawbridge_gateway_detached_sessions") > before);
    }
  }

  private void assertComesBack(Away client) throws Exception {
    try (RawClient back = gateway.client()) {
      assertThat(back.connect(client.back()).getResumed()).isTrue();
      back.upstream(1, 2, "after");
      assertThat(back.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(2);
    }
  }

  @Test
  void whoWasAwayComesBackAtTheNextProcessAndAtTheOneAfterThat() throws Exception {
    Away first = away("first");
    Away second = away("second");

    restart(Optional.empty());
    assertComesBack(first);
    restart(Optional.empty());

    assertComesBack(second);
  }

  @Test
  void whoWasAwayComesBackAtANextProcessThatHasKeys() throws Exception {
    Away client = away("first");

    restart(Optional.of(TestGateway.resumeKeysIn(directory)));

    assertComesBack(client);
    Away later = away("later");
    restart(Optional.of(TestGateway.resumeKeysIn(directory)));
    assertComesBack(later);
  }

  @Test
  void theKeyIsForTheSocketOfThisUserAndForNoLog() throws Exception {
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(gateway.handOverSocket())))
        .isEqualTo("rw-------");
    Logger logger = (Logger) LoggerFactory.getLogger("io.drawbridge");
    Level before = logger.getLevel();
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    logger.setLevel(Level.TRACE);
    logger.addAppender(lines);
    try {
      ByteString secret = welcome(gateway).getResumeKey().getSecret();
      assertThat(secret.size()).isEqualTo(32);

      restart(Optional.empty());

      assertThat(lines.list)
          .isNotEmpty()
          .extracting(ILoggingEvent::getFormattedMessage)
          .noneMatch(line ->
              line.contains(TextFormat.escapeBytes(secret))
                  || line.contains(HexFormat.of().formatHex(secret.toByteArray()))
                  || line.contains(Base64.getEncoder().encodeToString(secret.toByteArray())));
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(before);
    }
  }

  private static Welcome welcome(TestGateway from) throws Exception {
    try (ScriptedSuccessor next = ScriptedSuccessor.connect(from.handOverSocket())) {
      return next.hello(ScriptedSuccessor.helloOf("gw-" + from.grpcPort)).getWelcome();
    }
  }

  @Test
  void configuredKeysAreNotHandedOver() throws Exception {
    TestGateway configured =
        TestGateway.handingOver(
            Files.createTempDirectory(directory, "gw"), FreePort.find(), TestGateway::plainDoor);
    processes.add(configured);

    assertThat(welcome(configured).hasResumeKey()).isFalse();
  }
}
