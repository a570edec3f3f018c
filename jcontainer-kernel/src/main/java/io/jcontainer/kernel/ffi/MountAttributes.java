package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** {@code struct mount_attr} of {@code linux/mount.h}. */
public final class MountAttributes extends Struct {
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("attr_set"),
              JAVA_LONG.withName("attr_clr"),
              JAVA_LONG.withName("propagation"),
              JAVA_LONG.withName("userns_fd"))
          .withName("struct mount_attr");

  /** Its size, which {@code mount_setattr(2)} takes as its version. */
  public static final long SIZE = LAYOUT.byteSize();

  /** What to change. */
  public MountAttributes(Frame frame, long set, long clear, long propagation, long userNamespace) {
    super(frame.allocate(SIZE));
    memory.set(JAVA_LONG, offset(LAYOUT, "attr_set"), set);
    memory.set(JAVA_LONG, offset(LAYOUT, "attr_clr"), clear);
    memory.set(JAVA_LONG, offset(LAYOUT, "propagation"), propagation);
    memory.set(JAVA_LONG, offset(LAYOUT, "userns_fd"), userNamespace);
  }
}
