package io.jcontainer.kernel;

/** {@link FileCalls} in words. */
public final class FileWording {
  private final Wording words;

  /** With a way to name descriptors. */
  public FileWording(Wording words) {
    this.words = words;
  }

  /** See {@link FileCalls#open}. */
  public String open(Descriptor directory, String path, int flags, int mode) {
    return "openat(" + place(directory, path) + ", " + O.describe(flags) + creating(flags, mode);
  }

  /** See {@link FileCalls#openResolved}. */
  public String openResolved(Descriptor directory, String path, int flags, int mode, long resolve) {
    String how = O.describe(flags) + ", " + Resolve.describe(resolve);
    return "openat2(" + place(directory, path) + ", " + how + creating(flags, mode);
  }

  private static String creating(int flags, int mode) {
    boolean creates = (flags & O.CREAT) != 0 || (flags & O.TMPFILE) == O.TMPFILE;
    return creates ? ", " + Mode.describe(mode) + ")" : ")";
  }

  private String place(Descriptor directory, String path) {
    return words.fd(directory) + ", " + Wording.quoted(path);
  }

  /** See {@link FileCalls#read}. */
  public String read(Descriptor file, int length) {
    return "read(" + words.fd(file) + ", " + length + " bytes)";
  }

  /** See {@link FileCalls#write}. */
  public String write(Descriptor file, byte[] buffer, int offset, int length) {
    return "write(" + words.fd(file) + ", " + words.content(buffer, offset, length) + ")";
  }

  /** See {@link FileCalls#seek}. */
  public String seek(Descriptor file, long offset, int whence) {
    return "lseek(" + words.fd(file) + ", " + offset + ", " + Seek.describe(whence) + ")";
  }

  /** See {@link FileCalls#truncate}. */
  public String truncate(Descriptor file, long size) {
    return "ftruncate(" + words.fd(file) + ", " + size + ")";
  }

  /** See {@link FileCalls#fsync}. */
  public String fsync(Descriptor file) {
    return "fsync(" + words.fd(file) + ")";
  }

  /** See {@link FileCalls#statfs}. */
  public String statfs(Descriptor file) {
    return "fstatfs(" + words.fd(file) + ")";
  }

  /** See {@link FileCalls#syncfs}. */
  public String syncfs(Descriptor file) {
    return "syncfs(" + words.fd(file) + ")";
  }

  /** See {@link FileCalls#flock}. */
  public String flock(Descriptor file, int operation) {
    return "flock(" + words.fd(file) + ", " + Lock.describe(operation) + ")";
  }

  /** See {@link FileCalls#memfd}. */
  public String memfd(String name, int flags) {
    return "memfd_create(" + Wording.quoted(name) + ", " + MemFd.describe(flags) + ")";
  }

  /** See {@link FileCalls#setStatusFlags}. */
  public String setStatusFlags(Descriptor file, int flags) {
    return "fcntl(" + words.fd(file) + ", F_SETFL, " + O.describe(flags) + ")";
  }

  /** See {@link FileCalls#addSeals}. */
  public String addSeals(Descriptor memfd, int seals) {
    return "fcntl(" + words.fd(memfd) + ", F_ADD_SEALS, " + Seal.describe(seals) + ")";
  }

  /** See {@link FileCalls#ioctl(Descriptor, long, long)}. */
  public String ioctl(Descriptor file, long request, long argument) {
    return "ioctl("
        + words.fd(file)
        + ", 0x"
        + Long.toHexString(request)
        + ", 0x"
        + Long.toHexString(argument)
        + ")";
  }

  /** See {@link FileCalls#ioctl(Descriptor, long, byte[])}. */
  public String ioctl(Descriptor file, long request, byte[] structure) {
    return "ioctl("
        + words.fd(file)
        + ", 0x"
        + Long.toHexString(request)
        + ", "
        + structure.length
        + " bytes)";
  }

  /** See {@link FileCalls#fileSystemMagic}. */
  public String fileSystemMagic(Descriptor file) {
    return "fstatfs(" + words.fd(file) + ")";
  }
}
