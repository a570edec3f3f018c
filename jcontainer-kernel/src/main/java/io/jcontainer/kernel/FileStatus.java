package io.jcontainer.kernel;

/**
 * What {@code statx(2)} says of a file.
 *
 * @param mode type and permission bits, as in {@code inode(7)}
 * @param uid owner
 * @param gid group
 * @param size bytes
 * @param links hard links
 * @param inode number
 * @param device major and minor of the file system, {@code major << 32 | minor}
 * @param rdevMajor of a device node
 * @param rdevMinor of a device node
 * @param modifySeconds since 1970
 * @param modifyNanos of the second
 * @param mountId of the mount it was reached through; since Linux 6.8 no other ever has the same
 */
public record FileStatus(
    int mode,
    long uid,
    long gid,
    long size,
    long links,
    long inode,
    long device,
    int rdevMajor,
    int rdevMinor,
    long modifySeconds,
    int modifyNanos,
    long mountId) {
  private static final int TYPE = 0170000;

  /** Whether it is a directory. */
  public boolean isDirectory() {
    return (mode & TYPE) == 0040000;
  }

  /** Whether it is a regular file. */
  public boolean isRegular() {
    return (mode & TYPE) == 0100000;
  }

  /** Whether it is a symbolic link. */
  public boolean isSymlink() {
    return (mode & TYPE) == 0120000;
  }
}
