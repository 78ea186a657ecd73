package io.drawbridge.gateway.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.UnknownFieldSet;
import io.drawbridge.gateway.admission.SourceLimits;
import io.drawbridge.gateway.admission.SourceRules;
import io.drawbridge.gateway.handover.Successor.Patience;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.handover.v1.Done;
import io.drawbridge.proto.handover.v1.Doors;
import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.FromSuccessor;
import io.drawbridge.proto.handover.v1.Refusal;
import io.drawbridge.proto.handover.v1.Welcome;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a new process makes of an old one that is of another release, or not well. */
@Timeout(60)
final class SuccessorTest {
  /** Of those that wait in vain; the others have a loaded machine's time. */
  private static final Patience SHORT = new Patience(Duration.ofSeconds(1), Successor.DOORS_WITHIN);

  private static final Patience SHORT_FOR_DOORS =
      new Patience(Successor.WELCOME_WITHIN, Duration.ofSeconds(1));

  private static final HostPort PEER = new HostPort("127.0.0.1", 1);
  private static final UnknownFieldSet OF_THE_FUTURE =
      UnknownFieldSet.newBuilder()
          .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
          .build();

  @TempDir private Path directory;
  private Path path;
  private ScriptedPredecessor old;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    path = directory.resolve("hand-over.sock");
    old = ScriptedPredecessor.at(path);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    old.close();
  }

  private Successor connected() throws IOException {
    return connected(new Patience(Successor.WELCOME_WITHIN, Successor.DOORS_WITHIN));
  }

  private Successor connected(Patience patience) throws IOException {
    Successor successor = Successor.connect(path, patience).orElseThrow();
    open.add(successor);
    return successor;
  }

  private ScriptedPredecessor.Line accepted() throws IOException {
    ScriptedPredecessor.Line line = old.accept();
    open.add(line);
    return line;
  }

  private interface Script {
    void play(ScriptedPredecessor.Line line) throws Exception;
  }

  private CompletableFuture<Void> plays(Script script) {
    CompletableFuture<Void> played = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            script.play(accepted());
            played.complete(null);
          } catch (Exception e) {
            played.completeExceptionally(e);
          }
        });
    return played;
  }

  @Test
  void whatALaterReleaseSaysIsUnderstoodAsFarAsItIsKnown() throws Exception {
    Welcome welcome = Welcome.newBuilder().setPeerAddress("127.0.0.1:2").setGeneration(5).build();
    CompletableFuture<Void> played =
        plays(line -> {
          assertThat(line.hear().getHello().getVersion()).isEqualTo(1);
          line.say(
              FromPredecessor.newBuilder()
                  .setUnknownFields(OF_THE_FUTURE)
                  .setWelcome(welcome.toBuilder().setUnknownFields(OF_THE_FUTURE)));
          assertThat(line.hear()).matches(FromSuccessor::hasWantDoors);
          line.say(
              FromPredecessor.newBuilder()
                  .setDoors(
                      Doors.newBuilder()
                          .setUnknownFields(OF_THE_FUTURE)
                          .setObeyed(GoldenMessages.obeyed())));
        });
    Successor successor = connected();

    Welcome heard = successor.hello("gw-1", "local-1", 100, PEER);
    Successor.TakenDoors doors = successor.takeDoors();

    assertThat(heard.getGeneration()).isEqualTo(5);
    assertThat(doors.obeyed()).isEqualTo(GoldenMessages.obeyed());
    played.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aRefusalSaysWhatTheRunningProcessSays() throws Exception {
    CompletableFuture<Void> played =
        plays(line -> {
          assertThat(line.hear()).matches(FromSuccessor::hasHello);
          line.say(
              FromPredecessor.newBuilder()
                  .setRefusal(Refusal.newBuilder().setText("version: 1 (expected: 2)")));
        });

    Successor successor = connected();

    assertThatThrownBy(() -> successor.hello("gw-1", "local-1", 100, PEER))
        .isInstanceOf(Successor.Refused.class)
        .hasMessage("the running process does not hand over: version: 1 (expected: 2)");
    played.get(10, TimeUnit.SECONDS);
  }

  @Test
  void oneThatAcceptsAndSaysNothingIsGivenUp() throws Exception {
    CompletableFuture<Void> played =
        plays(line -> assertThat(line.hear()).matches(FromSuccessor::hasHello));
    Successor successor = connected(SHORT);

    assertThatThrownBy(() -> successor.hello("gw-1", "local-1", 100, PEER))
        .isInstanceOf(Successor.Refused.class)
        .hasMessage(
            "hand-over.socket: %s: nothing from the running process within 1 s (expected: WELCOME; if it stands still, end it, else wait until its other successor is through; then start again)"
                .formatted(path));
    played.get(10, TimeUnit.SECONDS);
  }

  @Test
  void oneThatStandsStillWithOthersWaitingIsGivenUp() throws Exception {
    connected();
    connected(); // as many as the kernel lets wait

    assertThatThrownBy(() -> Successor.connect(path, SHORT))
        .isInstanceOf(Successor.Refused.class)
        .hasMessageContaining("within 1 s (expected: a place at the socket;");
  }

  @Test
  void oneThatHangsBeforeTheDoorsIsGivenUp() throws Exception {
    CompletableFuture<Void> played =
        plays(line -> {
          var _ = line.hear();
          line.say(FromPredecessor.newBuilder().setWelcome(Welcome.getDefaultInstance()));
          assertThat(line.hear()).matches(FromSuccessor::hasWantDoors);
        });
    Successor successor = connected(SHORT_FOR_DOORS);
    var _ = successor.hello("gw-1", "local-1", 100, PEER);

    assertThatThrownBy(successor::takeDoors)
        .isInstanceOf(Successor.Refused.class)
        .hasMessageContaining("within 1 s (expected: DOORS;");
    played.get(10, TimeUnit.SECONDS);
  }

  /** It is dead: whoever comes after it starts as if it had never been. */
  @Test
  void oneThatEndsIsNoReasonNotToStart() throws Exception {
    CompletableFuture<Void> played = plays(ScriptedPredecessor.Line::close);
    Successor successor = connected();

    assertThatThrownBy(() -> successor.hello("gw-1", "local-1", 100, PEER))
        .isNotInstanceOf(Successor.Refused.class)
        .isInstanceOfAny(EOFException.class, SystemCalls.Failed.class);
    played.get(10, TimeUnit.SECONDS);
  }

  /** A new process, as far as clients come in at it. */
  private static final class Door implements Successor.Listener {
    private final AtomicInteger accepted = new AtomicInteger();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    @Override
    public void accept() {
      accepted.incrementAndGet();
    }

    @Override
    public void done(Done done) {
      // It ends.
    }

    @Override
    public void gone() {
      gone.complete(null);
    }
  }

  private static void ready(Successor successor, Door door) throws IOException {
    Tombstones none = new Tombstones(Duration.ofMinutes(1), System::nanoTime);
    Holdings empty =
        new Holdings(
            "gw-1", List.of(), new SessionIndex(), none, Duration.ofSeconds(1), System::nanoTime);
    SourceRules any = new SourceRules(1_000, 1_000, List.of());
    successor.ready(
        empty, SourceLimits.forConnections(any, 1_000, new Random(1), System::nanoTime), door);
  }

  @Test
  void clientsComeInHereWhenTheOneBeforeStandsStill() throws Exception {
    Successor successor = connected();
    ScriptedPredecessor.Line standsStill = accepted();
    Door door = new Door();

    ready(successor, door);

    await().until(() -> door.accepted.get() > 0);
    assertThat(door.gone).isNotDone();
    standsStill.close();
    door.gone.get(10, TimeUnit.SECONDS);
  }

  @Test
  void clientsComeInHereWhenTheOneBeforeHasGone() throws Exception {
    Successor successor = connected();
    Door door = new Door();

    ready(successor, door);
    accepted().close();

    door.gone.get(10, TimeUnit.SECONDS);
    assertThat(door.accepted).hasPositiveValue();
  }
}
