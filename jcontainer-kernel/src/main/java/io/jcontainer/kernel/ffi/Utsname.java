package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;

/** {@code struct utsname} of {@code uname(2)}: six strings of 64 bytes and NUL. */
public final class Utsname extends Struct {
  private static final long FIELD = 65;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              MemoryLayout.paddingLayout(2 * FIELD),
              MemoryLayout.sequenceLayout(FIELD, JAVA_BYTE).withName("release"),
              MemoryLayout.paddingLayout(3 * FIELD))
          .withName("struct utsname");

  private static final long RELEASE = offset(LAYOUT, "release");

  /** Room for one. */
  public Utsname(Frame frame) {
    super(frame.allocate(LAYOUT.byteSize()));
  }

  /** The kernel's release. */
  public String release() {
    return memory.getString(RELEASE, StandardCharsets.ISO_8859_1);
  }
}
