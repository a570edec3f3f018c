package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** {@code struct statx} of {@code linux/stat.h}, what {@code statx(2)} fills. */
public final class Statx extends Struct {
  /** STATX_BASIC_STATS: all that {@code stat(2)} tells. */
  public static final int BASIC_STATS = 0x7ff;

  /** STATX_MNT_ID (since Linux 5.8). */
  public static final int MNT_ID = 0x1000;

  /** STATX_MNT_ID_UNIQUE (since Linux 6.8): the same field, with a number that is never reused. */
  public static final int MNT_ID_UNIQUE = 0x4000;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              JAVA_INT.withName("stx_mask"),
              MemoryLayout.paddingLayout(12),
              JAVA_INT.withName("stx_nlink"),
              JAVA_INT.withName("stx_uid"),
              JAVA_INT.withName("stx_gid"),
              JAVA_SHORT.withName("stx_mode"),
              MemoryLayout.paddingLayout(2),
              JAVA_LONG.withName("stx_ino"),
              JAVA_LONG.withName("stx_size"),
              MemoryLayout.paddingLayout(64),
              JAVA_LONG.withName("stx_mtime.tv_sec"),
              JAVA_INT.withName("stx_mtime.tv_nsec"),
              MemoryLayout.paddingLayout(4),
              JAVA_INT.withName("stx_rdev_major"),
              JAVA_INT.withName("stx_rdev_minor"),
              JAVA_INT.withName("stx_dev_major"),
              JAVA_INT.withName("stx_dev_minor"),
              JAVA_LONG.withName("stx_mnt_id"),
              MemoryLayout.paddingLayout(104))
          .withName("struct statx");

  private static final long LINKS = offset(LAYOUT, "stx_nlink");
  private static final long UID = offset(LAYOUT, "stx_uid");
  private static final long GID = offset(LAYOUT, "stx_gid");
  private static final long MODE = offset(LAYOUT, "stx_mode");
  private static final long INODE = offset(LAYOUT, "stx_ino");
  private static final long SIZE = offset(LAYOUT, "stx_size");
  private static final long MODIFY_SECONDS = offset(LAYOUT, "stx_mtime.tv_sec");
  private static final long MODIFY_NANOS = offset(LAYOUT, "stx_mtime.tv_nsec");
  private static final long RDEV_MAJOR = offset(LAYOUT, "stx_rdev_major");
  private static final long RDEV_MINOR = offset(LAYOUT, "stx_rdev_minor");
  private static final long DEVICE_MAJOR = offset(LAYOUT, "stx_dev_major");
  private static final long DEVICE_MINOR = offset(LAYOUT, "stx_dev_minor");
  private static final long MOUNT_ID = offset(LAYOUT, "stx_mnt_id");

  /** Room for one. */
  public Statx(Frame frame) {
    super(frame.allocate(LAYOUT.byteSize()));
  }

  /** stx_nlink. */
  public long links() {
    return Integer.toUnsignedLong(memory.get(JAVA_INT, LINKS));
  }

  /** stx_uid. */
  public long uid() {
    return Integer.toUnsignedLong(memory.get(JAVA_INT, UID));
  }

  /** stx_gid. */
  public long gid() {
    return Integer.toUnsignedLong(memory.get(JAVA_INT, GID));
  }

  /** stx_mode, type and permissions. */
  public int mode() {
    return Short.toUnsignedInt(memory.get(JAVA_SHORT, MODE));
  }

  /** stx_ino. */
  public long inode() {
    return memory.get(JAVA_LONG, INODE);
  }

  /** stx_size. */
  public long size() {
    return memory.get(JAVA_LONG, SIZE);
  }

  /** stx_mtime.tv_sec. */
  public long modifySeconds() {
    return memory.get(JAVA_LONG, MODIFY_SECONDS);
  }

  /** stx_mtime.tv_nsec. */
  public int modifyNanos() {
    return memory.get(JAVA_INT, MODIFY_NANOS);
  }

  /** stx_rdev_major. */
  public int rdevMajor() {
    return memory.get(JAVA_INT, RDEV_MAJOR);
  }

  /** stx_rdev_minor. */
  public int rdevMinor() {
    return memory.get(JAVA_INT, RDEV_MINOR);
  }

  /** stx_dev_major. */
  public int deviceMajor() {
    return memory.get(JAVA_INT, DEVICE_MAJOR);
  }

  /** stx_dev_minor. */
  public int deviceMinor() {
    return memory.get(JAVA_INT, DEVICE_MINOR);
  }

  /** stx_mnt_id. */
  public long mountId() {
    return memory.get(JAVA_LONG, MOUNT_ID);
  }
}
