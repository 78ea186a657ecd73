package io.drawbridge.gateway.handover;

import com.google.protobuf.ByteString;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A client of a rehearsal, over a blocking socket. By their numbers clients differ as a gateway's
 * do: how many services they use, whether they say anything, acknowledge what they get, or have
 * sent half a frame. Threads: one.
 */
final class RehearsalClient implements AutoCloseable {
  private static final int ANSWERS_WITHIN_MILLIS = 10_000;
  private static final byte[] BODY = new byte[100];

  private final int number;
  private final Socket socket;
  private final FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
  private final ByteBuf received = Unpooled.buffer();
  private final byte[] chunk = new byte[1 << 10];
  private final long[] said = new long[1 + RehearsalBusiness.SERVICES];
  private final long[] acked = new long[1 + RehearsalBusiness.SERVICES];
  private byte[] rest = new byte[0];
  private int pings;
  private int pongs;
  private long lastPush;
  private long ackedPush;

  RehearsalClient(int number, int port) throws IOException {
    this.number = number;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWERS_WITHIN_MILLIS);
  }

  /** Of the client with this number. */
  static ByteString sessionId(int number) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0).putLong(number).flip());
  }

  /** What a client says before it, or after it, is handed over in this round. */
  void say(int round) throws IOException {
    if (number % 8 == 5 && round % 4 != 0) {
      return; // most clients of a gateway say nothing most of the time
    }
    ByteBuf out = Unpooled.buffer();
    int services = number % 4 == 1 ? RehearsalBusiness.SERVICES : 1;
    for (int service = 1; service <= services; service++) {
      FrameWriter.upstream(out, service, ++said[service], 0, BODY);
    }
    if (number % 4 == 2) {
      acknowledge(out); // what came a round ago, through another process
    }
    FrameWriter.control(out, FrameType.PING, new byte[0]);
    pings++;
    byte[] whole = ByteBufUtil.getBytes(out);
    int now = number % 8 == 3 ? whole.length - 5 : whole.length;
    rest = Arrays.copyOfRange(whole, now, whole.length);
    socket.getOutputStream().write(whole, 0, now);
  }

  /** Whether it waits for its answers before it is handed over, or is handed over at once. */
  boolean hearsBefore(int round) {
    return (number + round) % 2 == 0;
  }

  /** Returns when everything is answered. */
  void hear() throws IOException {
    if (rest.length > 0) {
      socket.getOutputStream().write(rest);
      rest = new byte[0];
    }
    try {
      while (pongs < pings || !isAcknowledged()) {
        next();
      }
    } catch (SocketTimeoutException e) {
      throw new IOException("not answered within 10 s: " + this, e);
    }
    if (number % 4 != 2 && lastPush > ackedPush) {
      ByteBuf out = Unpooled.buffer();
      acknowledge(out);
      socket.getOutputStream().write(ByteBufUtil.getBytes(out));
    }
  }

  private boolean isAcknowledged() {
    for (int service = 1; service < said.length; service++) {
      if (acked[service] < said[service]) {
        return false;
      }
    }
    return true;
  }

  private void acknowledge(ByteBuf out) {
    if (lastPush > ackedPush) {
      FrameWriter.downstreamAck(out, lastPush);
      ackedPush = lastPush;
    }
  }

  private void next() throws IOException {
    try {
      while (!reader.next(received)) {
        received.discardReadBytes();
        int count = socket.getInputStream().read(chunk);
        if (count < 0) {
          throw new IOException("a client of our own was closed");
        }
        received.writeBytes(chunk, 0, count);
      }
    } catch (ProtocolViolation e) {
      throw new IOException(e);
    }
    Frame frame = reader.frame();
    switch (frame.type()) {
      case PONG -> pongs++;
      case UPSTREAM_ACK -> acked[frame.service()] = frame.seq();
      case UPSTREAM_NACK -> said[frame.service()] = frame.seq() - 1; // and is said again
      case DOWNSTREAM -> lastPush = Math.max(lastPush, frame.seq());
      default -> throw new IOException("a client of our own was told " + frame);
    }
  }

  @Override
  public String toString() {
    return "client %d: %d of %d pings answered, to %s of %s messages acknowledged"
        .formatted(number, pongs, pings, Arrays.toString(acked), Arrays.toString(said));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // It was ours alone.
    }
  }
}
