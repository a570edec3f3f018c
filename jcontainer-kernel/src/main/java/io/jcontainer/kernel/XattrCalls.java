package io.jcontainer.kernel;

import java.util.List;

/** Extended attributes, through an open descriptor (O_PATH goes through its /proc/self/fd link). */
public interface XattrCalls {
  /** {@code fsetxattr(2)}, or {@code setxattr(2)} on the /proc/self/fd link of an O_PATH file. */
  void setXattr(Descriptor file, String name, byte[] value);

  /** {@code fgetxattr(2)} likewise. */
  byte[] getXattr(Descriptor file, String name);

  /** {@code flistxattr(2)} likewise. */
  List<String> listXattrs(Descriptor file);
}
