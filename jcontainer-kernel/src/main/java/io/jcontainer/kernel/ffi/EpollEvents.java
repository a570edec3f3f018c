package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * An array of {@code struct epoll_event}, which x86-64 alone packs (so that 32-bit programs share
 * its layout there).
 */
public final class EpollEvents extends Struct {
  private static final String NAME = "struct epoll_event";

  private static final StructLayout PACKED =
      MemoryLayout.structLayout(JAVA_INT.withName("events"), JAVA_LONG_UNALIGNED.withName("data"))
          .withName(NAME);

  private static final StructLayout NATURAL =
      MemoryLayout.structLayout(
              JAVA_INT.withName("events"),
              MemoryLayout.paddingLayout(4),
              JAVA_LONG.withName("data"))
          .withName(NAME);

  private final long stride;
  private final long dataOffset;

  /**
   * Room for some.
   *
   * @param packed whether this is x86-64
   */
  public EpollEvents(Frame frame, int count, boolean packed) {
    StructLayout layout = layout(packed);
    super(frame.allocate(count * layout.byteSize()));
    stride = layout.byteSize();
    dataOffset = offset(layout, "data");
  }

  static StructLayout layout(boolean packed) {
    return packed ? PACKED : NATURAL;
  }

  /** Fills the one at an index. */
  public void set(int index, int events, long data) {
    memory.set(JAVA_INT, index * stride, events);
    memory.set(JAVA_LONG_UNALIGNED, index * stride + dataOffset, data);
  }

  /** What happened. */
  public int events(int index) {
    return memory.get(JAVA_INT, index * stride);
  }

  /** To whom. */
  public long data(int index) {
    return memory.get(JAVA_LONG_UNALIGNED, index * stride + dataOffset);
  }
}
