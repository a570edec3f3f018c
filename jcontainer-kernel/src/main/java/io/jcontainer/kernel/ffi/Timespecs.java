package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** Two {@code struct timespec}: access and modification, as {@code utimensat(2)} takes them. */
public final class Timespecs extends Struct {
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"))
          .withName("struct timespec");

  private static final long SECONDS = offset(LAYOUT, "tv_sec");
  private static final long NANOS = offset(LAYOUT, "tv_nsec");

  /** The times, each in seconds since 1970 and nanoseconds of the second. */
  public Timespecs(
      Frame frame, long accessSeconds, long accessNanos, long modifySeconds, long modifyNanos) {
    super(frame.allocate(2 * LAYOUT.byteSize()));
    memory.set(JAVA_LONG, SECONDS, accessSeconds);
    memory.set(JAVA_LONG, NANOS, accessNanos);
    memory.set(JAVA_LONG, LAYOUT.byteSize() + SECONDS, modifySeconds);
    memory.set(JAVA_LONG, LAYOUT.byteSize() + NANOS, modifyNanos);
  }
}
