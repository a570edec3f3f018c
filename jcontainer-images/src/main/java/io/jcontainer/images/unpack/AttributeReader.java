package io.jcontainer.images.unpack;

import io.jcontainer.images.store.TreeAccess;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.Mode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Reads what files of lower layers have, as far as a layer may have it. */
final class AttributeReader {
  private final Kernel kernel;

  AttributeReader(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The attributes of an open file of a known type. */
  Attributes read(Descriptor file, FileStatus status, EntryType type) {
    Map<String, byte[]> xattrs = new HashMap<>();
    if (type != EntryType.SYMLINK) {
      for (String name : kernel.listXattrs(file)) {
        if (XattrPolicy.keeps(name, type)) {
          xattrs.put(name, kernel.getXattr(file, name));
        }
      }
    }
    Instant modified = modified(status);
    return new Attributes(
        status.mode() & Mode.PERMISSIONS, status.uid(), status.gid(), modified, modified, xattrs);
  }

  /** The attributes of an open directory. */
  Attributes readDirectory(Descriptor directory) {
    return read(directory, TreeAccess.status(kernel, directory), EntryType.DIRECTORY);
  }

  static Instant modified(FileStatus status) {
    return Instant.ofEpochSecond(status.modifySeconds(), status.modifyNanos());
  }
}
