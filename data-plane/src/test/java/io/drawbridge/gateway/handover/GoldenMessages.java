package io.drawbridge.gateway.handover;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.drawbridge.proto.business.v1.ReplyTo;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.Progress;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.handover.v1.Batch;
import io.drawbridge.proto.handover.v1.Decision;
import io.drawbridge.proto.handover.v1.Done;
import io.drawbridge.proto.handover.v1.Doors;
import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.FromSuccessor;
import io.drawbridge.proto.handover.v1.HandedBreaker;
import io.drawbridge.proto.handover.v1.HandedConnection;
import io.drawbridge.proto.handover.v1.HandedLane;
import io.drawbridge.proto.handover.v1.HandedLevel;
import io.drawbridge.proto.handover.v1.HandedLoad;
import io.drawbridge.proto.handover.v1.HandedMessage;
import io.drawbridge.proto.handover.v1.HandedResumeKey;
import io.drawbridge.proto.handover.v1.HandedRungs;
import io.drawbridge.proto.handover.v1.HandedSession;
import io.drawbridge.proto.handover.v1.HandedTombstone;
import io.drawbridge.proto.handover.v1.HandedWebSocket;
import io.drawbridge.proto.handover.v1.Hello;
import io.drawbridge.proto.handover.v1.Obeyed;
import io.drawbridge.proto.handover.v1.Prepared;
import io.drawbridge.proto.handover.v1.Ready;
import io.drawbridge.proto.handover.v1.Refusal;
import io.drawbridge.proto.handover.v1.WantDoors;
import io.drawbridge.proto.handover.v1.Welcome;
import io.drawbridge.proto.peer.v1.DirectoryMark;
import io.drawbridge.proto.peer.v1.KeptPush;
import io.drawbridge.proto.peer.v1.LaneProgress;
import io.drawbridge.proto.peer.v1.RecentPush;
import io.drawbridge.proto.peer.v1.SessionState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every message of the hand-over, with every field, as recorded in {@code handover/1/NAME.hex}.
 *
 * <p>A file is never changed, or the release before could not be read. A message that gets a field
 * gets one more file, with that field.
 */
final class GoldenMessages {
  private GoldenMessages() {}

  static Map<String, Message> all() {
    Map<String, Message> all = new LinkedHashMap<>();
    all.put("hello", said(FromSuccessor.newBuilder().setHello(hello())));
    all.put("want-doors", said(FromSuccessor.newBuilder().setWantDoors(WantDoors.newBuilder())));
    all.put("ready", said(FromSuccessor.newBuilder().setReady(Ready.newBuilder())));
    all.put(
        "prepared",
        said(
            FromSuccessor.newBuilder()
                .setPrepared(Prepared.newBuilder().setNumber(3).addRefused(0).addRefused(63))));
    all.put("welcome", said(FromPredecessor.newBuilder().setWelcome(welcome())));
    all.put(
        "welcome-resume-key",
        said(
            FromPredecessor.newBuilder()
                .setWelcome(
                    welcome().toBuilder()
                        .setResumeKey(
                            HandedResumeKey.newBuilder()
                                .setId("random-01020304")
                                .setSecret(bytes(32))))));
    all.put(
        "refusal",
        said(
            FromPredecessor.newBuilder()
                .setRefusal(Refusal.newBuilder().setText("version: 2 (expected: 1)"))));
    all.put("doors", said(FromPredecessor.newBuilder().setDoors(doors())));
    all.put(
        "doors-load",
        said(FromPredecessor.newBuilder().setDoors(doors().toBuilder().setLoad(load()))));
    all.put(
        "doors-rungs",
        said(
            FromPredecessor.newBuilder()
                .setDoors(
                    doors().toBuilder()
                        .setLoad(
                            load().toBuilder()
                                .addRungs(
                                    HandedRungs.newBuilder()
                                        .setPolicy("evening")
                                        .setHeight(2)
                                        .setOverloaded(true)
                                        .setSinceMillis(4_750))))));
    all.put(
        "doors-accepts",
        said(FromPredecessor.newBuilder().setDoors(doors().toBuilder().setAcceptsOn(true))));
    all.put(
        "batch-connected",
        said(
            FromPredecessor.newBuilder()
                .setBatch(Batch.newBuilder().setNumber(3).addSessions(connected()))));
    all.put(
        "batch-detached",
        said(
            FromPredecessor.newBuilder()
                .setBatch(Batch.newBuilder().setNumber(4).addSessions(detached()))));
    all.put(
        "batch-standing",
        said(
            FromPredecessor.newBuilder()
                .setBatch(
                    Batch.newBuilder()
                        .setNumber(6)
                        .addSessions(detached().toBuilder().setHighestTier(2).setCohort(0)))));
    all.put(
        "batch-tombstones",
        said(
            FromPredecessor.newBuilder()
                .setBatch(Batch.newBuilder().setNumber(1).addTombstones(tombstone()))));
    all.put(
        "batch-accept",
        said(
            FromPredecessor.newBuilder()
                .setBatch(Batch.newBuilder().setNumber(5).setAccept(true))));
    all.put(
        "decision",
        said(
            FromPredecessor.newBuilder()
                .setDecision(Decision.newBuilder().setNumber(3).addStay(0).addStay(5))));
    all.put(
        "done",
        said(
            FromPredecessor.newBuilder().setDone(Done.newBuilder().setMoved(20_000).setKept(300))));
    all.put(
        "done-directory",
        said(
            FromPredecessor.newBuilder()
                .setDone(
                    Done.newBuilder()
                        .setMoved(20_000)
                        .setKept(300)
                        .setDirectory(
                            DirectoryMark.newBuilder()
                                .setRegionPending(true)
                                .addHomesPending("local-2")
                                .setDirectory("8f2a")))));
    return all;
  }

  private static Message said(Message.Builder message) {
    return message.build();
  }

  private static Hello hello() {
    return Hello.newBuilder()
        .setVersion(1)
        .setGateway("gw-1")
        .setRegion("local-1")
        .setConnections(20_000)
        .setPeerAddress("127.0.0.1:40001")
        .build();
  }

  private static Welcome welcome() {
    return Welcome.newBuilder()
        .setPeerAddress("127.0.0.1:40002")
        .setGeneration(1_795_000_000_000L)
        .build();
  }

  private static Doors doors() {
    return Doors.newBuilder()
        .addAddresses("127.0.0.1:7000")
        .addAddresses("[::1]:7001")
        .setObeyed(obeyed())
        .build();
  }

  private static HandedLoad load() {
    return HandedLoad.newBuilder()
        .setOwn(HandedLevel.newBuilder().setLevel(300))
        .addBusinesses(
            HandedLevel.newBuilder()
                .setOf("dns:///chat:9000")
                .setLevel(129)
                .setUsualNanos(2_000_000)
                .setPerSecond(1_950.5)
                .setCalmMillis(250)
                .setSilentMillis(500))
        .setNewsMillis(290_000)
        .addBreakers(
            HandedBreaker.newBuilder()
                .setTarget("10.0.0.1:9000,10.0.0.2:9000")
                .setAddress("10.0.0.2:9000")
                .setOpenMillis(640))
        .build();
  }

  static Obeyed obeyed() {
    Fence fence = Fence.newBuilder().setFleetGeneration(2).setLeaderEpoch(77).build();
    return Obeyed.newBuilder()
        .setFence(fence)
        .addSteps(
            DirectiveResult.newBuilder()
                .setFence(fence)
                .setOperation("op-1")
                .setStep(4)
                .setPolicyVersion(9)
                .setKind(ResultKind.IN_PROGRESS)
                .setText("it moves")
                .setProgress(
                    Progress.newBuilder()
                        .setTotal(100)
                        .setTold(60)
                        .setLeft(50)
                        .setDetached(7)
                        .setEtaMillis(1_500)))
        .build();
  }

  /** A session with two lanes, two pushes that its client has been given, and a WebSocket. */
  static HandedSession connected() {
    return named()
        .setState(state())
        .setPushesSent(2)
        .addLanes(
            HandedLane.newBuilder()
                .setNext(13)
                .addMessages(message(11, "one").setRepeat(true).setTrace(bytes(24)))
                .addMessages(HandedMessage.newBuilder().setSeq(12).setIsVoid(true)))
        .addLanes(HandedLane.newBuilder().setNext(6).setRefused(true))
        .setAuthenticatedMillis(90_000)
        .setTokenIssuedSeconds(1_795_000_000L)
        .setConnection(
            HandedConnection.newBuilder()
                .setUnsent(ByteString.copyFromUtf8("unsent"))
                .setUnread(bytes(11))
                .setSilentSeconds(17)
                .setWebSocket(webSocket())
                .setToldAddress("192.0.2.7 4711"))
        .build();
  }

  /** A session whose client is away, with a push that waits for it. */
  static HandedSession detached() {
    return named()
        .setState(state())
        .addLanes(HandedLane.newBuilder().setNext(11))
        .addLanes(HandedLane.newBuilder().setNext(6))
        .setDetachedSeconds(25)
        .build();
  }

  static HandedWebSocket webSocket() {
    return HandedWebSocket.newBuilder()
        .setLeft(5)
        .setMask(0x01020304)
        .setHeaderRead(2)
        .setFirst(0x8A)
        .setLengthBytes(8)
        .setInMessage(true)
        .setControl(ByteString.copyFromUtf8("pi"))
        .build();
  }

  static HandedTombstone tombstone() {
    return HandedTombstone.newBuilder()
        .setSession(bytes(16))
        .setApp("default")
        .setUser("alice")
        .setDevice("phone")
        .setEpoch(0x1122334455667788L)
        .setConnectNumber(3)
        .setMovedTo("gw-2")
        .setLeftMillis(42_000)
        .build();
  }

  private static HandedSession.Builder named() {
    return HandedSession.newBuilder()
        .setSession(bytes(16))
        .setApp("default")
        .setUser("alice")
        .setDevice("phone")
        .setEpoch(0x1122334455667788L)
        .setConnectNumber(3);
  }

  private static SessionState state() {
    return SessionState.newBuilder()
        .addLanes(LaneProgress.newBuilder().setService(1).setAcked(10))
        .addLanes(LaneProgress.newBuilder().setService(7).setAcked(5))
        .setNextDownstreamSeq(9)
        .setHighestSentSeq(8)
        .addPushes(
            KeptPush.newBuilder()
                .setSeq(7)
                .setId(bytes(16))
                .setBody(ByteString.copyFromUtf8("hi"))
                .setReplyTo(ReplyTo.newBuilder().setService(1).setSeq(10)))
        .addPushes(
            KeptPush.newBuilder()
                .setSeq(8)
                .setId(bytes(17).substring(1))
                .setBody(ByteString.copyFromUtf8("again")))
        .addRecent(RecentPush.newBuilder().setId(bytes(16)))
        .addRecent(RecentPush.newBuilder().setId(bytes(17).substring(1)).setUnacknowledged(true))
        .setHome("local-2")
        .setTier(1)
        .build();
  }

  private static HandedMessage.Builder message(long seq, String body) {
    return HandedMessage.newBuilder()
        .setSeq(seq)
        .setBody(ByteString.copyFromUtf8(body))
        .setAgeMicros(1_234);
  }

  /** 1, 2, 3 and so on. */
  private static ByteString bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i + 1);
    }
    return ByteString.copyFrom(bytes);
  }

  /** As recorded; a file that is missing is answered by what to record. */
  static byte[] golden(String name) {
    String path = "/handover/1/" + name + ".hex";
    try (InputStream in = GoldenMessages.class.getResourceAsStream(path)) {
      if (in == null) {
        Message message = all().get(name);
        throw new AssertionError(
            "missing: " + path + " (expected: " + (message == null ? "" : hexOf(message)) + ")");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replaceAll("#.*|\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String hexOf(Message message) {
    return HexFormat.of().formatHex(message.toByteArray());
  }
}
