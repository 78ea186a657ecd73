package io.drawbridge.examples.chat;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.examples.chat.protocol.Message;
import io.drawbridge.examples.chat.protocol.Send;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.LaneIdentity;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushAnswer;
import io.drawbridge.proto.business.v1.PushBatch;
import io.drawbridge.proto.business.v1.PushFate;
import io.drawbridge.proto.business.v1.PushGrpc;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamGrpc;
import io.drawbridge.proto.business.v1.UpstreamMessage;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A gateway by hand: one stream to the chat with one lane for each sender, and the Push service for
 * recipients who are online. Remembers push ids, as sessions do.
 */
final class FakeGateway extends PushGrpc.PushImplBase implements AutoCloseable {
  /** Copies that arrived at each recipient, repeats left out, in the order of arrival. */
  final Map<String, List<Message>> inboxes = new ConcurrentHashMap<>();

  /** Users with a session. */
  final Set<String> online = ConcurrentHashMap.newKeySet();

  /** How many pushes to come are delivered but answered UNKNOWN. */
  volatile int answersToLose;

  private final Set<ByteString> pushIds = ConcurrentHashMap.newKeySet();
  private final Server server;
  private final BlockingQueue<UpstreamAnswer> answers = new LinkedBlockingQueue<>();
  private final Map<String, Integer> lanes = new ConcurrentHashMap<>();
  private final Map<String, Long> seqs = new ConcurrentHashMap<>();
  private ManagedChannel channel;
  private StreamObserver<UpstreamBatch> batches;
  private long lastBatch;

  FakeGateway() throws IOException {
    this(0);
  }

  FakeGateway(int port) throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(this)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  void connectTo(int chatPort) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", chatPort).usePlaintext().build();
    batches =
        UpstreamGrpc.newStub(channel)
            .exchange(
                new StreamObserver<>() {
                  @Override
                  public void onNext(UpstreamAnswer answer) {
                    answers.add(answer);
                  }

                  @Override
                  public void onError(Throwable failure) {}

                  @Override
                  public void onCompleted() {}
                });
  }

  /**
   * Sends these as the sender's next messages and waits for the answer. What a loaded machine did
   * not handle in time is sent again, as clients do.
   */
  LaneAnswer send(String from, List<Send> sends) throws InterruptedException {
    long before = seqs.getOrDefault(from, 0L);
    LaneAnswer answer = exchange(from, sends);
    while (answer.getRefusal().getText().endsWith("in time")) {
      int accepted = (int) (answer.getAcceptedTo() - before);
      answer = exchange(from, sends.subList(accepted, sends.size()));
    }
    return answer;
  }

  private LaneAnswer exchange(String from, List<Send> sends) throws InterruptedException {
    LaneMessages.Builder lane = LaneMessages.newBuilder();
    Integer known = lanes.putIfAbsent(from, lanes.size() + 1);
    if (known == null) {
      lane.setIdentity(
          LaneIdentity.newBuilder().setUser(from).setDevice("phone").setConnectNumber(1));
    }
    lane.setLane(lanes.get(from));
    for (Send send : sends) {
      long seq = seqs.merge(from, 1L, Long::sum);
      lane.addMessages(UpstreamMessage.newBuilder().setSeq(seq).setBody(send.toByteString()));
    }
    UpstreamBatch.Builder batch =
        UpstreamBatch.newBuilder().setId(++lastBatch).setApp("default").setService(1);
    batches.onNext(batch.addLanes(lane).build());
    UpstreamAnswer answer = answers.poll(20, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer to batch " + lastBatch + " within 20 s");
    }
    LaneAnswer laneAnswer = answer.getLanes(0);
    seqs.put(from, laneAnswer.getAcceptedTo()); // a refused number is used again
    return laneAnswer;
  }

  List<Message> inbox(String user) {
    return inboxes.computeIfAbsent(user, _ -> Collections.synchronizedList(new ArrayList<>()));
  }

  @Override
  public StreamObserver<PushBatch> publish(StreamObserver<PushAnswer> pushAnswers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(PushBatch batch) {
        PushAnswer.Builder answer = PushAnswer.newBuilder();
        for (PushMessage push : batch.getPushesList()) {
          SessionFate.Builder session = SessionFate.newBuilder().setOutcome(take(push));
          answer.addFates(PushFate.newBuilder().setNumber(push.getNumber()).addSessions(session));
        }
        pushAnswers.onNext(answer.build());
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        pushAnswers.onCompleted();
      }
    };
  }

  private synchronized Outcome take(PushMessage push) {
    String user = push.getTarget().getUser();
    if (!online.contains(user)) {
      return Outcome.OFFLINE;
    }
    if (pushIds.add(push.getId())) {
      try {
        inbox(user).add(Message.parseFrom(push.getBody()));
      } catch (InvalidProtocolBufferException notAMessage) {
        throw new UncheckedIOException(notAMessage);
      }
    }
    if (answersToLose > 0) {
      answersToLose--;
      return Outcome.UNKNOWN;
    }
    return Outcome.DELIVERED;
  }

  /** Returns when its port is free again. */
  @Override
  public void close() {
    if (channel != null) {
      channel.shutdownNow();
    }
    server.shutdownNow();
    await().until(server::isTerminated);
  }
}
