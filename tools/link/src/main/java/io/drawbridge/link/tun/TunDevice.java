package io.drawbridge.link.tun;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A network device of a namespace whose packets this process reads and writes. It vanishes when it
 * is closed, and with the process. Threads: one.
 */
public final class TunDevice implements AutoCloseable {
  static final Path CONTROL = Path.of("/dev/net/tun");
  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;

  // linux/if_tun.h
  private static final long TUNSETIFF = 0x400454caL;
  private static final short IFF_TUN = 0x0001;
  private static final short IFF_NO_PI = 0x1000;
  private static final int IFREQ_BYTES = 40;
  private static final int NAME_BYTES = 16;

  /** The largest IP packet. */
  private static final int MAX_PACKET_BYTES = 65_535;

  private final int descriptor;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(MAX_PACKET_BYTES);
  private final MemorySegment state = Libc.callState(arena);

  private TunDevice(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Makes a device and gives it an address.
   *
   * @param address with the length of its network: {@code 10.0.0.1/30}
   */
  public static TunDevice create(Namespace namespace, String name, String address)
      throws IOException, InterruptedException {
    TunDevice device = new TunDevice(namespace.call(() -> open(name)));
    try {
      namespace.ip("address", "add", address, "dev", name);
      namespace.ip("link", "set", name, "up");
      return device;
    } catch (IOException | InterruptedException | RuntimeException e) {
      device.close();
      throw e;
    }
  }

  private static int open(String name) throws IOException {
    int descriptor = Libc.open(CONTROL.toString(), O_RDWR | O_NONBLOCK);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_BYTES);
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      MemorySegment.copy(bytes, 0, request, JAVA_BYTE, 0, bytes.length);
      request.set(JAVA_SHORT, NAME_BYTES, (short) (IFF_TUN | IFF_NO_PI));
      Libc.ioctl(descriptor, TUNSETIFF, request);
      return descriptor;
    } catch (IOException e) {
      Libc.close(descriptor);
      throw new IOException("device " + name + ": " + e.getMessage(), e);
    }
  }

  int descriptor() {
    return descriptor;
  }

  /** The next packet that the namespace sends over the device; null if there is none now. */
  public byte @Nullable [] read() throws IOException {
    long bytes = Libc.read(state, descriptor, buffer);
    if (bytes >= 0) {
      return buffer.asSlice(0, bytes).toArray(JAVA_BYTE);
    }
    if (bytes == -Libc.EAGAIN || bytes == -Libc.EINTR) {
      return null;
    }
    throw new IOException("read of the device: errno " + -bytes);
  }

  /** Hands a packet to the namespace; false if it is not taken, such as by a device set down. */
  public boolean write(byte[] packet) {
    MemorySegment.copy(packet, 0, buffer, JAVA_BYTE, 0, packet.length);
    return Libc.write(state, descriptor, buffer, packet.length) == packet.length;
  }

  @Override
  public void close() {
    Libc.close(descriptor);
    arena.close();
  }
}
