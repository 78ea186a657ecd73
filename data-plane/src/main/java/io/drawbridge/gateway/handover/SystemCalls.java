package io.drawbridge.gateway.handover;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls of Linux that a hot restart needs and the JDK does not offer. Blocking: never on an
 * event loop. Constants are those of Linux on x86-64 and AArch64.
 */
final class SystemCalls {
  static final int AF_UNIX = 1;
  static final int SOCK_STREAM = 1;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SCM_RIGHTS = 1;
  static final int SO_PEERCRED = 17;
  static final int SO_RCVTIMEO = 20;
  static final int SO_SNDTIMEO = 21;
  static final int SHUT_RDWR = 2;
  static final int PRIO_PROCESS = 0;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
  static final int MSG_CTRUNC = 8;
  static final int EINTR = 4;
  static final int ENOENT = 2;
  static final int EAGAIN = 11;
  static final int ECONNREFUSED = 111;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = of("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT = of("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = of("listen", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT4 =
      of("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDMSG = of("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECVMSG = of("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = of("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle SHUTDOWN = of("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      of("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);

  private static final MethodHandle SETPRIORITY =
      of("setpriority", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      of("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

  private SystemCalls() {}

  /** A call of the system has failed. */
  static final class Failed extends IOException {
    private static final long serialVersionUID = 1L;
    private final int errno;

    Failed(String call, int errno) {
      super(call + ": errno " + errno);
      this.errno = errno;
    }

    int errno() {
      return errno;
    }
  }

  @SuppressWarnings("restricted") // what native access is for; every start script allows it
  private static MethodHandle of(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }

  static int socket() throws IOException {
    return call("socket", state -> (int) SOCKET.invokeExact(state, AF_UNIX, stream(), 0));
  }

  private static int stream() {
    return SOCK_STREAM | SOCK_CLOEXEC;
  }

  static void bind(int socket, MemorySegment address) throws IOException {
    int length = (int) address.byteSize();
    var _ = call("bind", state -> (int) BIND.invokeExact(state, socket, address, length));
  }

  static void connect(int socket, MemorySegment address) throws IOException {
    int length = (int) address.byteSize();
    var _ = call("connect", state -> (int) CONNECT.invokeExact(state, socket, address, length));
  }

  static void listen(int socket, int backlog) throws IOException {
    var _ = call("listen", state -> (int) LISTEN.invokeExact(state, socket, backlog));
  }

  static int accept(int socket) throws IOException {
    return call(
        "accept4",
        state ->
            (int)
                ACCEPT4.invokeExact(
                    state, socket, MemorySegment.NULL, MemorySegment.NULL, SOCK_CLOEXEC));
  }

  static void getSocketOption(int socket, int option, MemorySegment value, MemorySegment length)
      throws IOException {
    var _ =
        call(
            "getsockopt",
            state ->
                (int) GETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, option, value, length));
  }

  static void setSocketOption(int socket, int option, MemorySegment value) throws IOException {
    int length = (int) value.byteSize();
    var _ =
        call(
            "setsockopt",
            state ->
                (int) SETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, option, value, length));
  }

  /** Of one thread, by its number in the kernel: Linux has one for each (setpriority(2)). */
  static void setThreadNice(int thread, int nice) throws IOException {
    var _ =
        call(
            "setpriority",
            state -> (int) SETPRIORITY.invokeExact(state, PRIO_PROCESS, thread, nice));
  }

  /** Bytes that were taken. */
  static long sendMessage(int socket, MemorySegment message) throws IOException {
    return callLong(
        "sendmsg", state -> (long) SENDMSG.invokeExact(state, socket, message, MSG_NOSIGNAL));
  }

  /** Bytes that came; 0 at the end. */
  static long receiveMessage(int socket, MemorySegment message) throws IOException {
    return callLong(
        "recvmsg", state -> (long) RECVMSG.invokeExact(state, socket, message, MSG_CMSG_CLOEXEC));
  }

  /** Wakes whoever reads from it; no more comes and none goes. */
  static void shutdown(int socket) {
    ignoringFailure(state -> (int) SHUTDOWN.invokeExact(state, socket, SHUT_RDWR));
  }

  /**
   * This process's copy of a descriptor; what it stands for lives on while somebody has another.
   */
  static void close(int descriptor) {
    ignoringFailure(state -> (int) CLOSE.invokeExact(state, descriptor));
  }

  private static void ignoringFailure(IntCall call) {
    try (Arena arena = Arena.ofConfined()) {
      int _ = call.invoke(arena.allocate(CAPTURED));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private interface IntCall {
    int invoke(MemorySegment state) throws Throwable;
  }

  private interface LongCall {
    long invoke(MemorySegment state) throws Throwable;
  }

  private static int call(String name, IntCall call) throws IOException {
    return (int) callLong(name, call::invoke);
  }

  private static long callLong(String name, LongCall call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      while (true) {
        long result = call.invoke(state);
        if (result >= 0) {
          return result;
        }
        int errno = (int) ERRNO.get(state, 0L);
        if (errno != EINTR) {
          throw new Failed(name, errno);
        }
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("a call of the system could not be made", e);
  }
}
