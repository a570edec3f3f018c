package io.jcontainer.kernel;

/** The 32-bit form in which calls take a device: 12 bits of major and 20 of minor. */
final class DeviceNumber {
  private static final int MAJOR_BITS = 12;
  private static final int MINOR_BITS = 20;

  private DeviceNumber() {}

  /**
   * The low byte of the minor, the major, the rest of the minor, as {@code new_encode_dev} of
   * {@code linux/kdev_t.h} has them.
   *
   * @throws KernelException with EINVAL for what does not fit: the kernel would take another device
   */
  static long encode(int major, int minor) {
    if (major >>> MAJOR_BITS != 0 || minor >>> MINOR_BITS != 0) {
      throw new KernelException("device " + major + ":" + minor, Errno.EINVAL);
    }
    return (minor & 0xff) | (long) major << 8 | (minor & ~0xffL) << 12;
  }
}
