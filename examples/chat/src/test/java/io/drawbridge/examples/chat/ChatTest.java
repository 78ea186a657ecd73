package io.drawbridge.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import io.drawbridge.architecture.MetricsDocument;
import io.drawbridge.examples.chat.ChatConfig.OutboxBounds;
import io.drawbridge.examples.chat.protocol.Message;
import io.drawbridge.examples.chat.protocol.Send;
import io.drawbridge.process.config.ByteSize;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.Refusal;
import io.drawbridge.proto.business.v1.RefusalReason;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole chat over real gRPC, between senders and recipients of a gateway by hand. */
class ChatTest {
  @TempDir private Path folder;
  private final Metrics metrics = new Metrics(new Identity("chat", "chat-1", ""));
  private FakeGateway gateway;
  private Chat chat;

  @BeforeEach
  void startGateway() throws Exception {
    gateway = new FakeGateway();
    gateway.online.addAll(List.of("alice", "bob", "carol"));
  }

  @AfterEach
  void stop() {
    chat.stop();
    gateway.close();
  }

  @Test
  void bringsAMessageToItsRecipient() throws Exception {
    startChat(new OutboxBounds(100, ByteSize.parse("1MiB")));

    LaneAnswer answer = gateway.send("alice", List.of(toBob("hello"), toBob("")));

    assertThat(answer.getAcceptedTo()).isEqualTo(2);
    assertThat(answer.hasRefusal()).isFalse();
    await().until(() -> gateway.inbox("bob").size() == 2);
    Message first = gateway.inbox("bob").getFirst();
    assertThat(first.getFrom()).isEqualTo("alice");
    assertThat(first.getGroup()).isEmpty();
    assertThat(first.getText().toStringUtf8()).isEqualTo("hello");
    assertThat(first.getNumber()).isEqualTo(1);
    assertThat(first.getOldestUnconfirmed()).isEqualTo(1);
    assertThat(gateway.inbox("bob").getLast().getOutbox()).isEqualTo(first.getOutbox());
  }

  @Test
  void bringsAGroupsMessageToEverybodyElseInIt() throws Exception {
    startChat(new OutboxBounds(100, ByteSize.parse("1MiB")));

    gateway.send("alice", List.of(toGroup("family", "dinner")));

    await().until(() -> gateway.inbox("bob").size() == 1 && gateway.inbox("carol").size() == 1);
    assertThat(gateway.inbox("bob").getFirst().getGroup()).isEqualTo("family");
    assertThat(gateway.inbox("alice")).isEmpty();
  }

  @Test
  void refusesWrongMessagesForGoodAndSaysWhy() throws Exception {
    startChat(new OutboxBounds(100, ByteSize.parse("1MiB")));

    assertRefused(refusal("alice", Send.newBuilder().setUser("alice").build()), "is the sender");
    assertRefused(refusal("alice", toGroup("friends", "?")), "expected: a group that exists");
    assertRefused(refusal("dave", toGroup("family", "?")), "expected: a group with dave in it");
    assertRefused(refusal("alice", Send.getDefaultInstance()), "to: not set");
    assertRefused(refusal("alice", Send.newBuilder().setUser("").build()), "1 to 128 bytes");
  }

  @Test
  void keepsMessagesForARecipientWhoIsOfflineAndDeliversThemInOrderLater() throws Exception {
    startChat(new OutboxBounds(1_000, ByteSize.parse("1MiB")));
    gateway.online.remove("bob");
    for (int i = 0; i < 100; i++) {
      gateway.send("alice", List.of(toBob(Integer.toString(i))));
    }
    assertThat(gateway.inbox("bob")).isEmpty();

    gateway.online.add("bob");

    await().atMost(20, TimeUnit.SECONDS).until(() -> gateway.inbox("bob").size() == 100);
    assertThat(gateway.inbox("bob"))
        .extracting(message -> message.getText().toStringUtf8())
        .isEqualTo(numbers(100));
  }

  @Test
  void tellsTheSenderToTryAgainWhenARecipientsOutboxIsFull() throws Exception {
    startChat(new OutboxBounds(3, ByteSize.parse("1MiB")));
    gateway.online.remove("bob");

    LaneAnswer answer =
        gateway.send("alice", List.of(toBob("0"), toBob("1"), toBob("2"), toBob("3")));

    assertThat(answer.getAcceptedTo()).isEqualTo(3);
    assertThat(answer.getRefusal().getReason()).isEqualTo(RefusalReason.BUSINESS_BUSY);
    assertThat(answer.getRefusal().getFinal()).isFalse();
    assertThat(answer.getRefusal().getRetryAfterMillis()).isPositive();
    gateway.online.add("bob");
    await().atMost(20, TimeUnit.SECONDS).until(() -> gateway.inbox("bob").size() == 3);
    assertThat(gateway.send("alice", List.of(toBob("3"))).hasRefusal()).isFalse();
    await().until(() -> gateway.inbox("bob").size() == 4);
  }

  @Test
  void pushesAgainUnderTheSameIdWhenAnswersAreLost() throws Exception {
    startChat(new OutboxBounds(100, ByteSize.parse("1MiB")));
    gateway.answersToLose = 5;

    gateway.send("alice", List.of(toBob("0"), toBob("1"), toBob("2")));

    await().until(() -> gateway.answersToLose == 0);
    gateway.send("alice", List.of(toBob("3")));
    await().until(() -> gateway.inbox("bob").size() == 4);
    assertThat(gateway.inbox("bob"))
        .extracting(message -> message.getText().toStringUtf8())
        .isEqualTo(numbers(4));
  }

  @Test
  void goesOnWhenTheGatewayIsReplaced() throws Exception {
    startChat(new OutboxBounds(100, ByteSize.parse("1MiB")));
    gateway.send("alice", List.of(toBob("0")));
    await().until(() -> gateway.inbox("bob").size() == 1);
    int port = gateway.port();
    gateway.close();

    gateway = new FakeGateway(port);
    gateway.online.add("bob");
    gateway.connectTo(chat.port());
    gateway.send("alice2", List.of(toBob("1")));

    await().atMost(20, TimeUnit.SECONDS).until(() -> gateway.inbox("bob").size() == 1);
    assertThat(gateway.inbox("bob").getFirst().getNumber()).isEqualTo(2);
  }

  @Test
  void carriesAThousandMessagesASecondOnOneCoreWithLargeOnesAmongThem() throws Exception {
    startChat(new OutboxBounds(20_000, ByteSize.parse("64MiB")));
    ByteString large = ByteString.copyFrom(new byte[200 << 10]);
    long startCpuNanos = cpuNanos();

    for (int batch = 0; batch < 100; batch++) {
      List<Send> sends = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sends.add(toBob(Integer.toString(batch * 100 + i)));
      }
      sends.set(50, Send.newBuilder().setUser("bob").setText(large).build());
      assertThat(gateway.send("alice", sends).hasRefusal()).isFalse();
    }
    await()
        .atMost(60, TimeUnit.SECONDS)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> gateway.inbox("bob").size() == 10_000);

    // CPU time, both sides and the compiler included: other processes of the machine don't count.
    long cpuMillis = TimeUnit.NANOSECONDS.toMillis(cpuNanos() - startCpuNanos);
    assertThat(cpuMillis).as("CPU milliseconds for 10,000 messages").isLessThan(10_000);
    for (int i = 0; i < 10_000; i++) {
      Message message = gateway.inbox("bob").get(i);
      assertThat(message.getNumber()).isEqualTo(i + 1);
      if (i % 100 != 50) {
        assertThat(message.getText().toStringUtf8()).isEqualTo(Integer.toString(i));
      }
    }
  }

  @Test
  void itsMetricsAreThoseOfTheDocument() throws Exception {
    startChat(new OutboxBounds(100, ByteSize.parse("1MiB")));

    assertThat(metrics.catalog())
        .extracting(metric -> metric.row())
        .containsExactlyElementsOf(MetricsDocument.rows("Chat"));
  }

  @Test
  void countsWhatSendersAreToldAndWhatBecomesOfLetters() throws Exception {
    startChat(new OutboxBounds(1, ByteSize.parse("1MiB")));
    gateway.online.remove("carol");

    gateway.send("alice", List.of(toBob("hello")));
    gateway.send("alice", List.of(Send.newBuilder().setUser("").build()));
    gateway.send("bob", List.of(toCarol("first"), toCarol("second")));

    await()
        .untilAsserted(() ->
            assertThat(metrics.text())
                .contains("drawbridge_chat_messages_total{answer=\"accepted\"} 2.0\n")
                .contains("drawbridge_chat_messages_total{answer=\"invalid\"} 1.0\n")
                .contains("drawbridge_chat_messages_total{answer=\"busy\"} 1.0\n")
                .contains("drawbridge_chat_letters_delivered_total 1.0\n")
                .contains("drawbridge_chat_push_outcomes_total{outcome=\"delivered\"} 1.0\n")
                .contains("drawbridge_chat_outboxes 2.0\n")
                .contains("drawbridge_chat_outbox_letters 1.0\n")
                .doesNotContain("carol"));
  }

  private static Send toCarol(String text) {
    return toBob(text).toBuilder().setUser("carol").build();
  }

  private void startChat(OutboxBounds outbox) throws Exception {
    Path groups = folder.resolve("groups.yaml");
    Files.writeString(groups, "groups:\n  family: [alice, bob, carol]\n");
    HostPort any = new HostPort("127.0.0.1", 0);
    HostPort push = new HostPort("127.0.0.1", gateway.port());
    chat =
        Chat.start(
            new ChatConfig("chat-1", "default", 1, false, any, any, List.of(push), groups, outbox),
            metrics);
    gateway.connectTo(chat.port());
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private Refusal refusal(String from, Send send) throws Exception {
    return gateway.send(from, List.of(send)).getRefusal();
  }

  private static void assertRefused(Refusal refusal, String text) {
    assertThat(refusal.getReason()).isEqualTo(RefusalReason.INVALID);
    assertThat(refusal.getFinal()).isTrue();
    assertThat(refusal.getText()).contains(text);
  }

  private static Send toBob(String text) {
    return Send.newBuilder().setUser("bob").setText(ByteString.copyFromUtf8(text)).build();
  }

  private static Send toGroup(String group, String text) {
    return Send.newBuilder().setGroup(group).setText(ByteString.copyFromUtf8(text)).build();
  }

  private static List<String> numbers(int end) {
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < end; i++) {
      numbers.add(Integer.toString(i));
    }
    return numbers;
  }
}
