package io.drawbridge.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Sends a datagram to a Unix socket, which the JDK cannot: its Unix sockets are streams. Constants
 * are those of Linux on x86-64 and AArch64.
 */
final class UnixDatagram {
  /** {@code sockaddr_un} has room for so many bytes of a path. */
  static final int LONGEST_PATH = 107;

  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  private UnixDatagram() {}

  /**
   * Sends it, or fails at once when the receiver takes none.
   *
   * @param path of the socket; a leading {@code @} means an abstract one
   */
  static void send(String path, String text) throws IOException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > LONGEST_PATH) {
      throw new IOException(path + ": longer than " + LONGEST_PATH + " bytes");
    }
    if (path.startsWith("@")) {
      name[0] = 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = address(arena, name);
      MemorySegment message = arena.allocateFrom(text, StandardCharsets.UTF_8);
      int socket =
          (int)
              of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                  .invokeExact((int) AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      try {
        long length = message.byteSize() - 1; // without its final NUL
        long sent =
            (long)
                of("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT)
                    .invokeExact(
                        socket, message, length, MSG_NOSIGNAL, address, (int) address.byteSize());
        if (sent != length) {
          throw new IOException(path + ": nobody takes datagrams there");
        }
      } finally {
        int _ = (int) of("close", JAVA_INT, JAVA_INT).invokeExact(socket);
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(path + ": no datagram could be sent: " + e, e);
    }
  }

  private static MemorySegment address(Arena arena, byte[] name) {
    MemorySegment address = arena.allocate(Short.BYTES + name.length);
    address.set(JAVA_SHORT, 0, AF_UNIX);
    MemorySegment.copy(name, 0, address, JAVA_BYTE, Short.BYTES, name.length);
    return address;
  }

  @SuppressWarnings("restricted") // what native access is for; every start script allows it
  private static MethodHandle of(String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
  }
}
