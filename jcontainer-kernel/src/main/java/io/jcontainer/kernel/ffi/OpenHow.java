package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** {@code struct open_how} of {@code linux/openat2.h}. */
public final class OpenHow extends Struct {
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("flags"),
              JAVA_LONG.withName("mode"),
              JAVA_LONG.withName("resolve"))
          .withName("struct open_how");

  /** Its size, which {@code openat2(2)} takes as its version. */
  public static final long SIZE = LAYOUT.byteSize();

  /** How to open. */
  public OpenHow(Frame frame, long flags, long mode, long resolve) {
    super(frame.allocate(SIZE));
    memory.set(JAVA_LONG, offset(LAYOUT, "flags"), flags);
    memory.set(JAVA_LONG, offset(LAYOUT, "mode"), mode);
    memory.set(JAVA_LONG, offset(LAYOUT, "resolve"), resolve);
  }
}
