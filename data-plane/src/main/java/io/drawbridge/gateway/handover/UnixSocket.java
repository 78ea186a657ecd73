package io.drawbridge.gateway.handover;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream socket of this machine whose messages carry descriptors: each is its length in four
 * bytes and its bytes, and the descriptors come with the first of them, all or none.
 *
 * <p>Threads: any may send and {@link #end}; one receives, and closes at last.
 */
final class UnixSocket implements AutoCloseable {
  /** The kernel's SCM_MAX_FD. */
  static final int MAX_DESCRIPTORS = 253;

  /** A batch of sessions that hold all they may is below it. */
  static final int MAX_MESSAGE_BYTES = 256 << 20;

  private static final int LENGTH_BYTES = 4;
  private static final int PATH_BYTES = 108; // sun_path, with its end
  private static final int ONE_READ_BYTES = 256 << 10;

  // struct msghdr, iovec and cmsghdr where pointers have 8 bytes
  private static final int MSGHDR_BYTES = 56;
  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;
  private static final int MSG_CONTROL = 32;
  private static final int MSG_CONTROLLEN = 40;
  private static final int MSG_FLAGS = 48;
  private static final int CMSG_HEADER_BYTES = 16;

  private final int descriptor;
  private final Lock sending = new ReentrantLock();
  private boolean closed; // guarded by this; set while sending is held

  private UnixSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /** What came in one message. */
  static final class Received {
    private final byte[] bytes;
    private final int[] descriptors;

    private Received(byte[] bytes, int[] descriptors) {
      this.bytes = bytes;
      this.descriptors = descriptors;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Whoever receives the message has to close them. */
    int[] descriptors() {
      return descriptors;
    }

    /** Closes those descriptors that nobody will use. */
    void closeDescriptors() {
      Arrays.stream(descriptors).forEach(SystemCalls::close);
    }
  }

  /** Who is at the other end, as the kernel says. */
  record Peer(int pid, int user) {}

  /** A socket that others connect to; {@code path} must not exist. */
  static UnixSocket listen(Path path) throws IOException {
    int socket = SystemCalls.socket();
    try (Arena arena = Arena.ofConfined()) {
      SystemCalls.bind(socket, address(arena, path));
      SystemCalls.listen(socket, 1);
      return new UnixSocket(socket);
    } catch (IOException e) {
      SystemCalls.close(socket);
      throw e;
    }
  }

  /**
   * Waits no longer than {@code within} for a place among those that are to be accepted.
   *
   * @throws SocketTimeoutException when there is none
   */
  static UnixSocket connect(Path path, Duration within) throws IOException {
    int socket = SystemCalls.socket();
    try (Arena arena = Arena.ofConfined()) {
      limit(arena, socket, SystemCalls.SO_SNDTIMEO, within);
      SystemCalls.connect(socket, address(arena, path));
      limit(arena, socket, SystemCalls.SO_SNDTIMEO, Duration.ZERO);
      return new UnixSocket(socket);
    } catch (IOException e) {
      SystemCalls.close(socket);
      throw timedOut(e);
    }
  }

  /** As struct timeval; none = for ever. */
  private static void limit(Arena arena, int socket, int option, Duration within)
      throws IOException {
    MemorySegment value = arena.allocate(2L * Long.BYTES, Long.BYTES);
    value.setAtIndex(JAVA_LONG, 0, within.toSeconds());
    value.setAtIndex(JAVA_LONG, 1, TimeUnit.NANOSECONDS.toMicros(within.toNanosPart()));
    SystemCalls.setSocketOption(socket, option, value);
  }

  private static IOException timedOut(IOException e) {
    return e instanceof SystemCalls.Failed failed && failed.errno() == SystemCalls.EAGAIN
        ? new SocketTimeoutException(failed.getMessage())
        : e;
  }

  /** True for a path that fits into an address. */
  static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length < PATH_BYTES;
  }

  private static MemorySegment address(Arena arena, Path path) {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    MemorySegment address = arena.allocate(Short.BYTES + PATH_BYTES, Short.BYTES);
    address.set(JAVA_SHORT, 0, (short) SystemCalls.AF_UNIX);
    MemorySegment.copy(name, 0, address, JAVA_BYTE, Short.BYTES, name.length);
    return address;
  }

  UnixSocket accept() throws IOException {
    return new UnixSocket(SystemCalls.accept(descriptor));
  }

  Peer peer() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment credentials = arena.allocate(3L * Integer.BYTES, Integer.BYTES);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) credentials.byteSize());
      SystemCalls.getSocketOption(descriptor, SystemCalls.SO_PEERCRED, credentials, length);
      return new Peer(credentials.getAtIndex(JAVA_INT, 0), credentials.getAtIndex(JAVA_INT, 1));
    }
  }

  /** Blocks until the kernel has taken all of it. */
  void send(byte[] bytes, int... descriptors) throws IOException {
    if (descriptors.length > MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          "descriptors: " + descriptors.length + " (expected: <= " + MAX_DESCRIPTORS + ")");
    }
    sending.lock();
    try (Arena arena = Arena.ofConfined()) {
      if (isClosed()) {
        throw new EOFException("the hand-over has ended");
      }
      MemorySegment data = arena.allocate((long) LENGTH_BYTES + bytes.length);
      MemorySegment.copy(
          ByteBuffer.allocate(LENGTH_BYTES).putInt(bytes.length).array(),
          0,
          data,
          JAVA_BYTE,
          0,
          LENGTH_BYTES);
      MemorySegment.copy(bytes, 0, data, JAVA_BYTE, LENGTH_BYTES, bytes.length);
      MemorySegment message = arena.allocate(MSGHDR_BYTES, Long.BYTES);
      attach(arena, message, descriptors);
      for (long sent = 0; sent < data.byteSize(); ) {
        point(arena, message, data.asSlice(sent));
        sent += SystemCalls.sendMessage(descriptor, message);
        attach(arena, message); // they are with the first byte
      }
    } finally {
      sending.unlock();
    }
  }

  private static void point(Arena arena, MemorySegment message, MemorySegment data) {
    MemorySegment vector = arena.allocate(2L * Long.BYTES, Long.BYTES);
    vector.set(ADDRESS, 0, data);
    vector.set(JAVA_LONG, Long.BYTES, data.byteSize());
    message.set(ADDRESS, MSG_IOV, vector);
    message.set(JAVA_LONG, MSG_IOVLEN, 1);
  }

  private static void attach(Arena arena, MemorySegment message, int... descriptors) {
    if (descriptors.length == 0) {
      message.set(ADDRESS, MSG_CONTROL, MemorySegment.NULL);
      message.set(JAVA_LONG, MSG_CONTROLLEN, 0);
      return;
    }
    long bytes = CMSG_HEADER_BYTES + (long) descriptors.length * Integer.BYTES;
    MemorySegment control = control(arena, descriptors.length);
    control.set(JAVA_LONG, 0, bytes);
    control.set(JAVA_INT, 8, SystemCalls.SOL_SOCKET);
    control.set(JAVA_INT, 12, SystemCalls.SCM_RIGHTS);
    MemorySegment.copy(descriptors, 0, control, JAVA_INT, CMSG_HEADER_BYTES, descriptors.length);
    message.set(ADDRESS, MSG_CONTROL, control);
    message.set(JAVA_LONG, MSG_CONTROLLEN, control.byteSize());
  }

  private static MemorySegment control(Arena arena, int descriptors) {
    int words = (descriptors * Integer.BYTES + Long.BYTES - 1) / Long.BYTES;
    return arena.allocate(CMSG_HEADER_BYTES + (long) words * Long.BYTES, Long.BYTES);
  }

  /**
   * As {@link #receive()}, and waits no longer than {@code within} for each part of it.
   *
   * @throws SocketTimeoutException when nothing comes; what may have come is lost, and the socket
   *     is of no more use
   */
  Received receive(Duration within) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      limit(arena, descriptor, SystemCalls.SO_RCVTIMEO, within);
      Received received = receive();
      limit(arena, descriptor, SystemCalls.SO_RCVTIMEO, Duration.ZERO);
      return received;
    } catch (IOException e) {
      throw timedOut(e);
    }
  }

  /**
   * Blocks until a whole message is there.
   *
   * @throws EOFException when the other side has ended
   */
  Received receive() throws IOException {
    int[] descriptors = {};
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(MSGHDR_BYTES, Long.BYTES);
      MemorySegment header = arena.allocate(LENGTH_BYTES);
      MemorySegment control = control(arena, MAX_DESCRIPTORS);
      message.set(ADDRESS, MSG_CONTROL, control);
      message.set(JAVA_LONG, MSG_CONTROLLEN, control.byteSize());
      fill(arena, message, header);
      descriptors = descriptors(message, control);
      int length = ByteBuffer.wrap(header.toArray(JAVA_BYTE)).getInt();
      if (length < 0 || length > MAX_MESSAGE_BYTES) {
        throw new IOException("message: " + length + " bytes (expected: <= 256 MiB)");
      }
      attach(arena, message);
      byte[] bytes = new byte[length];
      MemorySegment chunk = arena.allocate(Math.max(1, Math.min(length, ONE_READ_BYTES)));
      for (int read = 0; read < length; ) {
        MemorySegment part = chunk.asSlice(0, Math.min(chunk.byteSize(), length - read));
        fill(arena, message, part);
        MemorySegment.copy(part, JAVA_BYTE, 0, bytes, read, (int) part.byteSize());
        read += (int) part.byteSize();
      }
      return new Received(bytes, descriptors);
    } catch (IOException e) {
      Arrays.stream(descriptors).forEach(SystemCalls::close);
      throw e;
    }
  }

  /** Reads until {@code data} is full. Control data comes with the first read, if at all. */
  private void fill(Arena arena, MemorySegment message, MemorySegment data) throws IOException {
    for (long read = 0; read < data.byteSize(); ) {
      point(arena, message, data.asSlice(read));
      long now = SystemCalls.receiveMessage(descriptor, message);
      if (now == 0) {
        throw new EOFException("the other process has ended the hand-over");
      }
      read += now;
      if (read < data.byteSize() && message.get(JAVA_LONG, MSG_CONTROLLEN) == 0) {
        attach(arena, message);
      }
    }
  }

  private static int[] descriptors(MemorySegment message, MemorySegment control)
      throws IOException {
    long length = message.get(JAVA_LONG, MSG_CONTROLLEN);
    boolean some =
        length > CMSG_HEADER_BYTES
            && control.get(JAVA_INT, 8) == SystemCalls.SOL_SOCKET
            && control.get(JAVA_INT, 12) == SystemCalls.SCM_RIGHTS;
    int count = some ? (int) ((control.get(JAVA_LONG, 0) - CMSG_HEADER_BYTES) / Integer.BYTES) : 0;
    int[] descriptors = new int[count];
    MemorySegment.copy(control, JAVA_INT, CMSG_HEADER_BYTES, descriptors, 0, count);
    if ((message.get(JAVA_INT, MSG_FLAGS) & SystemCalls.MSG_CTRUNC) != 0) {
      Arrays.stream(descriptors).forEach(SystemCalls::close);
      throw new IOException(
          "descriptors: not all could be taken (expected: room for them; raise ulimit -n or"
              + " LimitNOFILE=)");
    }
    return descriptors;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Ends the line for both sides; whoever sends or receives is woken. */
  synchronized void end() {
    if (!closed) { // or the number may stand for a client's socket by now
      SystemCalls.shutdown(descriptor);
    }
  }

  /** By whoever receives: the number may soon stand for another socket. */
  @Override
  public void close() {
    end();
    sending.lock();
    try {
      closeOnce();
    } finally {
      sending.unlock();
    }
  }

  private synchronized void closeOnce() {
    if (!closed) {
      closed = true;
      SystemCalls.close(descriptor);
    }
  }
}
