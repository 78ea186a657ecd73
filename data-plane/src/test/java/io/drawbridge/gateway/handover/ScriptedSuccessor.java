package io.drawbridge.gateway.handover;

import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.FromSuccessor;
import io.drawbridge.proto.handover.v1.Hello;
import io.drawbridge.proto.handover.v1.Prepared;
import io.drawbridge.proto.handover.v1.Ready;
import io.drawbridge.proto.handover.v1.WantDoors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A next process that goes as far as a test wants, and no further. */
public final class ScriptedSuccessor implements AutoCloseable {
  private final UnixSocket socket;
  private final List<Integer> descriptors = new ArrayList<>();

  private ScriptedSuccessor(UnixSocket socket) {
    this.socket = socket;
  }

  /** Waits for its turn. */
  public static ScriptedSuccessor connect(Path path) throws IOException {
    return new ScriptedSuccessor(UnixSocket.connect(path, Duration.ofSeconds(10)));
  }

  /** HELLO of the gateway's next process. */
  public static Hello.Builder helloOf(String gateway) {
    return Hello.newBuilder()
        .setVersion(Predecessor.VERSION)
        .setGateway(gateway)
        .setRegion("local-1")
        .setConnections(10_000)
        .setPeerAddress("127.0.0.1:1");
  }

  /** Says HELLO; the answer. */
  public FromPredecessor hello(Hello.Builder hello) throws IOException {
    say(FromSuccessor.newBuilder().setHello(hello));
    return hear();
  }

  /** Asks for the doors; takes them and accepts nobody. */
  public FromPredecessor takeDoors() throws IOException {
    say(FromSuccessor.newBuilder().setWantDoors(WantDoors.getDefaultInstance()));
    return hear();
  }

  public void ready() throws IOException {
    say(FromSuccessor.newBuilder().setReady(Ready.getDefaultInstance()));
  }

  public void prepared(long number, Integer... refused) throws IOException {
    say(
        FromSuccessor.newBuilder()
            .setPrepared(Prepared.newBuilder().setNumber(number).addAllRefused(List.of(refused))));
  }

  /** What it says next, whatever that is; descriptors are kept until the end. */
  public FromPredecessor hear() throws IOException {
    UnixSocket.Received received = socket.receive();
    for (int descriptor : received.descriptors()) {
      descriptors.add(descriptor);
    }
    return FromPredecessor.parseFrom(received.bytes());
  }

  private void say(FromSuccessor.Builder message) throws IOException {
    socket.send(message.build().toByteArray());
  }

  /** Sends what nobody understands. */
  public void nonsense() throws IOException {
    socket.send(new byte[] {-1, -1, -1});
  }

  /** Dies: the kernel closes what it has. */
  @Override
  public void close() {
    socket.close();
    descriptors.forEach(SystemCalls::close);
    descriptors.clear();
  }
}
