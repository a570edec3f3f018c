package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/** {@code long syscall(long number, ...)}, the one door to the kernel. */
final class Syscall {
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  /** How many bytes a captured errno takes. */
  static final long CAPTURE_SIZE = CAPTURE.byteSize();

  private static final MethodHandle SYSCALL =
      Libc.link(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          Linker.Option.captureCallState("errno"));

  private Syscall() {}

  /** The result, or {@code -errno} with the errno that the linker saved right after the call. */
  static long invoke(
      MemorySegment captured, long number, long a, long b, long c, long d, long e, long f) {
    long result;
    try {
      result = (long) SYSCALL.invokeExact(captured, number, a, b, c, d, e, f);
    } catch (Throwable thrown) {
      throw Libc.unexpected(thrown);
    }
    return result == -1 ? -captured.get(JAVA_INT, ERRNO) : result;
  }
}
