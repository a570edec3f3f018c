package io.jcontainer.kernel;

/** {@link TreeCalls} in words. */
public final class TreeWording {
  private final Wording words;

  /** With a way to name descriptors. */
  public TreeWording(Wording words) {
    this.words = words;
  }

  /** See {@link TreeCalls#stat}. */
  public String stat(Descriptor directory, String path, int atFlags) {
    return "statx(" + place(directory, path) + flags(atFlags) + ")";
  }

  /** See {@link TreeCalls#mkdir}. */
  public String mkdir(Descriptor directory, String path, int mode) {
    return "mkdirat(" + place(directory, path) + ", " + Mode.describe(mode) + ")";
  }

  /** See {@link TreeCalls#unlink}. */
  public String unlink(Descriptor directory, String path, int atFlags) {
    return "unlinkat(" + place(directory, path) + flags(atFlags) + ")";
  }

  /** See {@link TreeCalls#rename}. */
  public String rename(
      Descriptor fromDirectory, String from, Descriptor toDirectory, String to, int renameFlags) {
    String how = renameFlags == 0 ? "" : ", " + Rename.describe(renameFlags);
    return "renameat2(" + place(fromDirectory, from) + ", " + place(toDirectory, to) + how + ")";
  }

  /** See {@link TreeCalls#symlink}. */
  public String symlink(String target, Descriptor directory, String path) {
    return "symlinkat(" + Wording.quoted(target) + ", " + place(directory, path) + ")";
  }

  /** See {@link TreeCalls#readlink}. */
  public String readlink(Descriptor directory, String path) {
    return "readlinkat(" + place(directory, path) + ")";
  }

  /** See {@link TreeCalls#link}. */
  public String link(
      Descriptor fromDirectory, String from, Descriptor toDirectory, String to, int atFlags) {
    return "linkat("
        + place(fromDirectory, from)
        + ", "
        + place(toDirectory, to)
        + flags(atFlags)
        + ")";
  }

  /** See {@link TreeCalls#mknod}. */
  public String mknod(Descriptor directory, String path, int mode, int major, int minor) {
    return "mknodat("
        + place(directory, path)
        + ", "
        + Mode.describe(mode)
        + ", "
        + major
        + ":"
        + minor
        + ")";
  }

  /** See {@link TreeCalls#chown}. */
  public String chown(Descriptor directory, String path, long uid, long gid, int atFlags) {
    return "fchownat(" + place(directory, path) + ", " + uid + ":" + gid + flags(atFlags) + ")";
  }

  /** See {@link TreeCalls#chmod}. */
  public String chmod(Descriptor directory, String path, int mode, int atFlags) {
    String call = atFlags == 0 ? "fchmodat(" : "fchmodat2(";
    return call + place(directory, path) + ", " + Mode.describe(mode) + flags(atFlags) + ")";
  }

  /** See {@link TreeCalls#setTimes}. */
  public String setTimes(
      Descriptor directory,
      String path,
      long accessSeconds,
      int accessNanos,
      long modifySeconds,
      int modifyNanos,
      int atFlags) {
    return "utimensat("
        + place(directory, path)
        + ", "
        + Utime.describe(accessSeconds, accessNanos)
        + ", "
        + Utime.describe(modifySeconds, modifyNanos)
        + flags(atFlags)
        + ")";
  }

  /** See {@link TreeCalls#list}. */
  public String list(Descriptor directory) {
    return "getdents64(" + words.fd(directory) + ")";
  }

  private String place(Descriptor directory, String path) {
    return words.fd(directory) + ", " + Wording.quoted(path);
  }

  private static String flags(int atFlags) {
    return atFlags == 0 ? "" : ", " + At.describe(atFlags);
  }
}
