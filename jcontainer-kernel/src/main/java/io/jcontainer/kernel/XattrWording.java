package io.jcontainer.kernel;

/** {@link XattrCalls} in words; values are not shown, only their sizes. */
public final class XattrWording {
  private final Wording words;

  /** With a way to name descriptors. */
  public XattrWording(Wording words) {
    this.words = words;
  }

  /** See {@link XattrCalls#setXattr}. */
  public String set(Descriptor file, String name, byte[] value) {
    String content = words.content(value, 0, value.length);
    return "fsetxattr(" + words.fd(file) + ", " + Wording.quoted(name) + ", " + content + ")";
  }

  /** See {@link XattrCalls#getXattr}. */
  public String get(Descriptor file, String name) {
    return "fgetxattr(" + words.fd(file) + ", " + Wording.quoted(name) + ")";
  }

  /** See {@link XattrCalls#listXattrs}. */
  public String list(Descriptor file) {
    return "flistxattr(" + words.fd(file) + ")";
  }
}
