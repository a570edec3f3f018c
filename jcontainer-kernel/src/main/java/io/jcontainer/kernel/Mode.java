package io.jcontainer.kernel;

/** Type and permission bits of a file ({@code inode(7)}). */
public final class Mode {
  /** The bits that hold the type. */
  public static final int S_IFMT = 0170000;

  public static final int S_IFSOCK = 0140000;
  public static final int S_IFLNK = 0120000;
  public static final int S_IFREG = 0100000;
  public static final int S_IFBLK = 0060000;
  public static final int S_IFDIR = 0040000;
  public static final int S_IFCHR = 0020000;
  public static final int S_IFIFO = 0010000;
  public static final int S_ISUID = 04000;
  public static final int S_ISGID = 02000;
  public static final int S_ISVTX = 01000;

  /** The bits that {@code chmod(2)} changes. */
  public static final int PERMISSIONS = 07777;

  private Mode() {}

  /** The bits in words: {@code 0700}, {@code S_IFCHR|0600}. */
  static String describe(int mode) {
    String permissions = "0" + Integer.toOctalString(mode & ~S_IFMT);
    String type =
        switch (mode & S_IFMT) {
          case 0 -> "";
          case S_IFSOCK -> "S_IFSOCK|";
          case S_IFLNK -> "S_IFLNK|";
          case S_IFREG -> "S_IFREG|";
          case S_IFBLK -> "S_IFBLK|";
          case S_IFDIR -> "S_IFDIR|";
          case S_IFCHR -> "S_IFCHR|";
          case S_IFIFO -> "S_IFIFO|";
          default -> "0" + Integer.toOctalString(mode & S_IFMT) + "|";
        };
    return type + permissions;
  }
}
