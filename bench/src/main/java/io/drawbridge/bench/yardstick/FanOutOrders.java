package io.drawbridge.bench.yardstick;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Gives a yardstick an order, over a connection of its own that never says CONNECT. */
public final class FanOutOrders implements AutoCloseable {
  private static final int HEADER_BYTES = 16;

  private final Socket socket;

  private FanOutOrders(Socket socket) {
    this.socket = socket;
  }

  /** Returns when the order is on its way. */
  public static FanOutOrders send(InetSocketAddress yardstick, FanOutOrder order)
      throws IOException {
    Socket socket = new Socket();
    socket.connect(yardstick);
    ByteBuf frame = Unpooled.buffer();
    frame.writeInt(HEADER_BYTES - Integer.BYTES + FanOutOrder.BYTES);
    frame.writeByte(FanOutOrder.FAN_OUT).writeMedium(0).writeLong(0);
    order.write(frame);
    socket.getOutputStream().write(frame.array(), 0, frame.readableBytes());
    return new FanOutOrders(socket);
  }

  /**
   * Waits for the end of the order.
   *
   * @return pushes sent
   * @throws IOException if the yardstick refuses the order, or does not end it within {@code limit}
   */
  public long awaitEnd(Duration limit) throws IOException {
    socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
    byte[] frame = new byte[HEADER_BYTES];
    new DataInputStream(socket.getInputStream()).readFully(frame);
    return Unpooled.wrappedBuffer(frame).getLong(Long.BYTES);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
