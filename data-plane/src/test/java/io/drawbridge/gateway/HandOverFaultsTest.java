package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.UnknownFieldSet;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.gateway.handover.ScriptedPredecessor;
import io.drawbridge.gateway.handover.ScriptedSuccessor;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.FromPredecessor.KindCase;
import io.drawbridge.proto.handover.v1.Hello;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Successors that die, hang or ask for what they cannot have, at every step of a hot restart. */
@Timeout(60)
final class HandOverFaultsTest {
  private static final int CLIENTS = 10;
  private static final AtomicLong PUSHES = new AtomicLong();

  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir private static Path directory;
  private static final List<TestGateway> gateways = new ArrayList<>();
  private static TestGateway gateway;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<RawClient> clients = new ArrayList<>();
  private final int test = TESTS.incrementAndGet();
  private String gatewayId = "";
  private int sent;

  @BeforeAll
  static void startAnother() throws Exception {
    Path own = Files.createTempDirectory(directory, "gw");
    become(TestGateway.handingOver(own, FreePort.find(), TestGateway::plainDoor));
  }

  private static void become(TestGateway next) {
    gateway = next;
    gateways.add(next);
  }

  @AfterAll
  static void stopAll() {
    gateways.reversed().forEach(TestGateway::close);
  }

  @BeforeEach
  void start() throws Exception {
    gatewayId = "gw-" + gateway.grpcPort;
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(opened(gateway.connected(user(i))));
    }
  }

  private String user(int client) {
    return "user-" + test + "-" + client;
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  private ScriptedSuccessor successor() throws IOException {
    return opened(ScriptedSuccessor.connect(gateway.handOverSocket()));
  }

  private ScriptedSuccessor ready() throws IOException {
    ScriptedSuccessor successor = successor();
    assertThat(successor.hello(ScriptedSuccessor.helloOf(gatewayId)).hasWelcome()).isTrue();
    assertThat(successor.takeDoors().getDoors().getAddressesCount()).isEqualTo(1);
    successor.ready();
    return successor;
  }

  /** Everybody who was connected still is, sends and is sent to; new clients come in. */
  private void assertServes() throws Exception {
    awaitGoOn();
    sent++;
    for (RawClient client : clients) {
      client.upstream(1, sent, "still here");
    }
    for (RawClient client : clients) {
      assertThat(client.expect(FrameType.UPSTREAM_ACK).seq()).isEqualTo(sent);
    }
    try (RawClient client = gateway.connected("newcomer");
        Pusher pusher = new Pusher(gateway.grpcPort)) {
      pusher.push(1, "newcomer", PUSHES.incrementAndGet(), "welcome");
      long seq = client.expect(FrameType.DOWNSTREAM).seq();
      client.frame(out -> FrameWriter.downstreamAck(out, seq));
      assertThat(pusher.outcomes(1)).contains(Outcome.DELIVERED); // and no Redis is here to ask
    }
  }

  /** Whoever comes next is answered, and be it by a refusal, when it is through with the last. */
  private void awaitGoOn() throws IOException {
    assertThat(refusal(ScriptedSuccessor.helloOf(gatewayId).setVersion(2))).isNotEmpty();
  }

  /** A successor of the right kind still takes over. */
  private void assertCanBeRestarted() throws Exception {
    TestGateway before = gateway;
    become(before.next());
    await().atMost(Duration.ofSeconds(30)).until(before::hasEnded);
    assertServes();
  }

  @Test
  void aSuccessorThatDiesBeforeItIsReadyHasChangedNothing() throws Exception {
    try (ScriptedSuccessor dies = successor()) {
      assertThat(dies.hello(ScriptedSuccessor.helloOf(gatewayId)).hasWelcome()).isTrue();
    }
    assertServes();
    try (ScriptedSuccessor dies = successor()) {
      var _ = dies.hello(ScriptedSuccessor.helloOf(gatewayId));
      var _ = dies.takeDoors();
    }
    assertServes();
    assertCanBeRestarted();
  }

  @Test
  void aSuccessorThatDiesBeforeItHasPreparedABatchGetsNobody() throws Exception {
    try (ScriptedSuccessor dies = ready()) {
      assertThat(dies.hear().hasBatch()).isTrue();
    }
    assertServes();
    assertCanBeRestarted();
  }

  /** Which is warm; the successor has other things to do than to let in a crowd. */
  @Test
  void clientsComeInHereUntilTheSuccessorIsToldTo() throws Exception {
    ScriptedSuccessor successor = ready();
    FromPredecessor batch = successor.hear();
    assertThat(batch.getBatch().getAccept()).isFalse();

    gateway.connected("meanwhile").close(); // nothing is prepared yet

    FromPredecessor next = batch;
    while (!next.getBatch().getAccept()) {
      Integer[] all = new Integer[next.getBatch().getSessionsCount()];
      Arrays.setAll(all, i -> i);
      if (next.hasBatch()) {
        successor.prepared(next.getBatch().getNumber(), all);
      }
      next = successor.hear();
    }
    RawClient waits = gateway.client();
    waits.control(FrameType.CONNECT, TestGateway.connect("waits").build());
    TimeUnit.MILLISECONDS.sleep(300);
    assertThat(waits.hasBytes()).as("it is the successor's").isFalse();
    successor.close();
    waits.expect(FrameType.CONNECTED); // here after all
    waits.close();
    assertServes();
  }

  @Test
  void whatASuccessorRefusesStays() throws Exception {
    ScriptedSuccessor dies = ready();
    FromPredecessor batch = dies.hear();
    int sessions = batch.getBatch().getSessionsCount();
    Integer[] all = new Integer[sessions];
    for (int i = 0; i < sessions; i++) {
      all[i] = i;
    }
    dies.prepared(batch.getBatch().getNumber(), all);
    FromPredecessor decision = dies.hear();
    while (!decision.hasDecision()) {
      decision = dies.hear();
    }
    assertThat(decision.getDecision().getStayList()).containsExactlyInAnyOrder(all);
    dies.close();
    assertServes();
  }

  @Test
  void whatASuccessorWasGivenIsLostWithItAndNothingElse() throws Exception {
    ScriptedSuccessor dies = ready();
    FromPredecessor batch = dies.hear();
    dies.prepared(batch.getBatch().getNumber());
    FromPredecessor decision = dies.hear();
    while (!decision.hasDecision()) {
      decision = dies.hear();
    }
    List<String> given =
        batch.getBatch().getSessionsList().stream().map(each -> each.getUser()).toList();
    dies.close();

    List<RawClient> left = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      if (given.contains(user(i))) {
        clients.get(i).expectSilentEnd();
      } else {
        left.add(clients.get(i));
      }
    }
    clients.clear();
    clients.addAll(left);
    assertServes();
  }

  @Test
  void aSuccessorThatHangsDoesNotGetTheBatchAndTheClientsGoOn() throws Exception {
    ScriptedSuccessor hangs = ready();
    assertThat(hangs.hear().hasBatch()).isTrue();

    FromPredecessor decision = hangs.hear(); // after 2 s
    while (!decision.hasDecision()) {
      decision = hangs.hear();
    }
    assertThat(decision.getDecision().getStayCount()).isPositive();
    for (int i = 0; i < 20 && decision.getKindCase() != KindCase.DONE; i++) {
      decision = hangs.hear();
    }
    hangs.close();
    startAnother(); // this one has given up: it lets its clients go and ends
  }

  @Test
  void nonsenseEndsTheHandOverAndNothingElse() throws Exception {
    ScriptedSuccessor speaksNonsense = ready();
    speaksNonsense.nonsense();
    assertServes();
  }

  @Test
  void whoeverIsNotItsNextProcessIsRefused() throws Exception {
    assertThat(refusal(ScriptedSuccessor.helloOf("gw-other"))).contains("gw-other", gatewayId);
    assertThat(refusal(ScriptedSuccessor.helloOf(gatewayId).setConnections(1)))
        .containsPattern("room for 1 connections \\(expected: >= \\d+\\)");
    assertServes();
  }

  @Test
  void anotherVersionIsRefusedByNameAndNothingHasChanged() throws Exception {
    assertThat(refusal(ScriptedSuccessor.helloOf(gatewayId).setVersion(2)))
        .isEqualTo("version: 2 (expected: 1, the running process's; restart it by draining)");
    assertThat(refusal(ScriptedSuccessor.helloOf(gatewayId).clearVersion()))
        .startsWith("version: 0 (expected: 1,");
    assertServes();
    assertCanBeRestarted();
  }

  /** It says more than this release knows, in fields that this one need not understand. */
  @Test
  void aSuccessorOfALaterReleaseIsTakenForWhatItIs() throws Exception {
    UnknownFieldSet more =
        UnknownFieldSet.newBuilder()
            .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
            .build();
    ScriptedSuccessor later = successor();

    assertThat(later.hello(ScriptedSuccessor.helloOf(gatewayId).setUnknownFields(more)))
        .matches(FromPredecessor::hasWelcome);

    later.close();
    assertServes();
  }

  private String refusal(Hello.Builder hello) throws IOException {
    try (ScriptedSuccessor one = successor()) {
      return one.hello(hello).getRefusal().getText();
    }
  }

  @Test
  void oneSuccessorAtATime() throws Exception {
    ScriptedSuccessor first = successor();
    var _ = first.hello(ScriptedSuccessor.helloOf(gatewayId));
    ScriptedSuccessor second = successor();
    CompletableFuture<Boolean> welcome = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            welcome.complete(second.hello(ScriptedSuccessor.helloOf(gatewayId)).hasWelcome());
          } catch (IOException e) {
            welcome.completeExceptionally(e);
          }
        });
    TimeUnit.MILLISECONDS.sleep(200);
    assertThat(welcome).isNotDone();

    first.close();

    assertThat(welcome.get(10, TimeUnit.SECONDS)).isTrue();
    second.close();
    assertServes();
  }

  @Test
  void aNextProcessThatIsRefusedSaysWhy() throws Exception {
    gateway.beginDrain();

    assertThatThrownBy(() -> gateway.next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("this gateway drains (expected: serving; undrain it first)");
    startAnother();
  }

  /** It may live, and own the port. */
  @Test
  void aNextProcessDoesNotStartBesideOneThatStandsStill() throws Exception {
    Path own = Files.createTempDirectory(directory, "gw");
    try (ScriptedPredecessor _ = ScriptedPredecessor.at(own.resolve("hand-over.sock"))) {
      assertThatThrownBy(
              () -> TestGateway.handingOver(own, FreePort.find(), TestGateway::plainDoor))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nothing from the running process within 5 s (expected: WELCOME;");
    }
  }
}
