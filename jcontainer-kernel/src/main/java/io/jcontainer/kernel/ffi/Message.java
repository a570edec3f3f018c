package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct msghdr} with one {@code struct iovec} and at most one {@code SCM_RIGHTS} control
 * message, as {@code sendmsg(2)} and {@code recvmsg(2)} take it ({@code unix(7)}, {@code cmsg(3)}).
 */
public final class Message extends Struct {
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("msg_name"),
              JAVA_INT.withName("msg_namelen"),
              MemoryLayout.paddingLayout(4),
              JAVA_LONG.withName("msg_iov"),
              JAVA_LONG.withName("msg_iovlen"),
              JAVA_LONG.withName("msg_control"),
              JAVA_LONG.withName("msg_controllen"),
              JAVA_INT.withName("msg_flags"),
              MemoryLayout.paddingLayout(4))
          .withName("struct msghdr");

  static final StructLayout VECTOR =
      MemoryLayout.structLayout(JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len"))
          .withName("struct iovec");

  static final StructLayout CONTROL =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("cmsg_len"),
              JAVA_INT.withName("cmsg_level"),
              JAVA_INT.withName("cmsg_type"))
          .withName("struct cmsghdr");

  private static final long CONTROL_LENGTH = offset(LAYOUT, "msg_controllen");
  private static final long FLAGS = offset(LAYOUT, "msg_flags");
  private static final long LENGTH = offset(CONTROL, "cmsg_len");
  private static final long LEVEL = offset(CONTROL, "cmsg_level");
  private static final long TYPE = offset(CONTROL, "cmsg_type");

  private final MemorySegment data;
  private final MemorySegment control;

  /**
   * A message with room.
   *
   * <p>The control length is exact (CMSG_LEN, not CMSG_SPACE): the kernel would use the padding of
   * an odd number of descriptors for one more than was asked for.
   *
   * @param bytes of data
   * @param descriptors that may come or go with it
   */
  public Message(Frame frame, int bytes, int descriptors) {
    super(frame.allocate(LAYOUT.byteSize()));
    data = frame.allocate(bytes);
    MemorySegment vector = frame.allocate(VECTOR.byteSize());
    vector.set(JAVA_LONG, offset(VECTOR, "iov_base"), data.address());
    vector.set(JAVA_LONG, offset(VECTOR, "iov_len"), bytes);
    memory.set(JAVA_LONG, offset(LAYOUT, "msg_iov"), vector.address());
    memory.set(JAVA_LONG, offset(LAYOUT, "msg_iovlen"), 1);
    long length = descriptors == 0 ? 0 : CONTROL.byteSize() + (long) Integer.BYTES * descriptors;
    control = frame.allocate(length);
    if (length != 0) {
      memory.set(JAVA_LONG, offset(LAYOUT, "msg_control"), control.address());
      memory.set(JAVA_LONG, CONTROL_LENGTH, length);
    }
  }

  /** Fills the data. */
  public void write(byte[] source, int offset, int length) {
    MemorySegment.copy(source, offset, data, JAVA_BYTE, 0, length);
  }

  /** Fills the control message with descriptors; there is room for exactly these. */
  public void writeDescriptors(int[] descriptors) {
    control.set(JAVA_LONG, LENGTH, control.byteSize());
    control.set(JAVA_INT, LEVEL, SOL_SOCKET);
    control.set(JAVA_INT, TYPE, SCM_RIGHTS);
    MemorySegment.copy(descriptors, 0, control, JAVA_INT, CONTROL.byteSize(), descriptors.length);
  }

  /** The first bytes of the data. */
  public byte[] bytes(int length) {
    return data.asSlice(0, length).toArray(JAVA_BYTE);
  }

  /** The descriptors that came; none if the control message is of another kind. */
  public int[] descriptors() {
    if (memory.get(JAVA_LONG, CONTROL_LENGTH) < CONTROL.byteSize()
        || control.get(JAVA_INT, LEVEL) != SOL_SOCKET
        || control.get(JAVA_INT, TYPE) != SCM_RIGHTS) {
      return new int[0];
    }
    long bytes = control.get(JAVA_LONG, LENGTH) - CONTROL.byteSize();
    return control.asSlice(CONTROL.byteSize(), bytes).toArray(JAVA_INT);
  }

  /** MSG_TRUNC, MSG_CTRUNC and the like, after it was received. */
  public int flags() {
    return memory.get(JAVA_INT, FLAGS);
  }
}
