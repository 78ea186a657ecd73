package io.drawbridge.link.tun;

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

/** The calls of the C library that the link needs. Threads: any. */
@SuppressWarnings("restricted") // calling C is what this class is for
final class Libc {
  static final int EINTR = 4;
  static final int EAGAIN = 11;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_FIELD =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      handle("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);
  private static final MethodHandle IOCTL =
      handle("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);
  private static final MethodHandle SETNS =
      handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle PPOLL =
      handle("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Libc() {}

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, ERRNO);
  }

  /** {@code firstVariadic}: from there on the C function has "...". */
  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, int firstVariadic) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        ERRNO,
        Linker.Option.firstVariadicArg(firstVariadic));
  }

  /** A file descriptor. */
  static int open(String path, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int answer = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags);
      return (int) require("open " + path, answer, state);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  static void ioctl(int descriptor, long request, MemorySegment argument) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int answer = (int) IOCTL.invokeExact(state, descriptor, request, argument);
      require("ioctl", answer, state);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** Moves the calling thread alone. */
  static void setns(int descriptor, int type) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int answer = (int) SETNS.invokeExact(state, descriptor, type);
      require("setns", answer, state);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** The number of bytes, or the negative errno. */
  static long read(MemorySegment state, int descriptor, MemorySegment buffer) {
    try {
      long answer = (long) READ.invokeExact(state, descriptor, buffer, buffer.byteSize());
      return answer >= 0 ? answer : -errno(state);
    } catch (Throwable e) {
      throw new AssertionError(e); // the call itself throws nothing
    }
  }

  /** The number of bytes, or the negative errno. */
  static long write(MemorySegment state, int descriptor, MemorySegment buffer, long bytes) {
    try {
      long answer = (long) WRITE.invokeExact(state, descriptor, buffer, bytes);
      return answer >= 0 ? answer : -errno(state);
    } catch (Throwable e) {
      throw new AssertionError(e); // the call itself throws nothing
    }
  }

  /** The number of descriptors with an event, or the negative errno. */
  static long ppoll(
      MemorySegment state, MemorySegment descriptors, long count, MemorySegment timeout) {
    try {
      int answer = (int) PPOLL.invokeExact(state, descriptors, count, timeout, MemorySegment.NULL);
      return answer >= 0 ? answer : -errno(state);
    } catch (Throwable e) {
      throw new AssertionError(e); // the call itself throws nothing
    }
  }

  static void close(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      var _ = (int) CLOSE.invokeExact(state, descriptor);
    } catch (Throwable e) {
      throw new AssertionError(e); // the call itself throws nothing
    }
  }

  /** Where calls leave their errno; one for each thread that calls. */
  static MemorySegment callState(Arena arena) {
    return arena.allocate(CALL_STATE);
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO_FIELD.get(state, 0L);
  }

  private static long require(String what, long answer, MemorySegment state) throws IOException {
    if (answer < 0) {
      throw new IOException(what + ": " + reason(errno(state)));
    }
    return answer;
  }

  private static String reason(int errno) {
    return switch (errno) {
      case 1, 13 -> "not permitted (expected: root)";
      case 2 -> "not there";
      case 16 -> "in use";
      case 22 -> "refused (invalid argument)";
      default -> "errno " + errno;
    };
  }

  private static IOException failure(Throwable e) {
    if (e instanceof IOException known) {
      return known;
    }
    throw new AssertionError(e); // the call itself throws nothing
  }
}
