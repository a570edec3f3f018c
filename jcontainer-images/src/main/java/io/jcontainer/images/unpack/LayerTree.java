package io.jcontainer.images.unpack;

import io.jcontainer.images.store.TreeAccess;
import io.jcontainer.images.store.TreeRemoval;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Mode;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The directory that a layer becomes. Everything in it is reached from its root descriptor by one
 * name at a time; the directories in use stay open, so that a file costs no walk.
 *
 * <p>How many are open is bounded, and with it the memory, whatever an archive holds: a directory
 * that is closed gets its attributes then, and one that is opened again remembers its time.
 */
final class LayerTree implements AutoCloseable {
  private static final int MOST_OPEN = 64;
  private static final int WHILE_MAKING = 0700;

  /** More than any honest image has; of the largest size they take 16 MiB of heap. */
  private static final int MOST_DEFAULT_ACLS = 4096;

  private final Kernel kernel;
  private final LayerBlob blob;
  private final AttributeWriter attributes;
  private final OpenDirectory root;
  private final LinkedHashMap<String, OpenDirectory> open = new LinkedHashMap<>(128, 0.75f, true);
  private final NavigableMap<String, DefaultAcl> defaultAcls = new TreeMap<>();

  private final CopiedNames copied = new CopiedNames();

  /** What new files in a directory would inherit, kept back until there are no new ones. */
  private static final class DefaultAcl {
    final List<String> directory;
    final byte[] value;

    DefaultAcl(List<String> directory, byte[] value) {
      this.directory = directory;
      this.value = value;
    }
  }

  /**
   * A tree that grows in an empty directory.
   *
   * @param root the directory, which stays the caller's
   */
  LayerTree(Kernel kernel, LayerBlob blob, AttributeWriter attributes, Fd root) {
    this.kernel = kernel;
    this.blob = blob;
    this.attributes = attributes;
    this.root = OpenDirectory.root(root, RootDirectory.unmentioned());
  }

  OpenDirectory root() {
    return root;
  }

  /** What the layer has only because it was copied from below. */
  CopiedNames copied() {
    return copied;
  }

  /** The directory at a place if it is open, which says that no link leads there. */
  @Nullable OpenDirectory opened(EntryPath path) {
    return path.isRoot() ? root : open.get(String.join("/", path.parts()));
  }

  /** The directory that holds one; the root holds itself. */
  OpenDirectory parent(OpenDirectory directory) {
    List<String> parts = directory.parts();
    return parts.isEmpty() ? root : at(parts.subList(0, parts.size() - 1));
  }

  private OpenDirectory at(List<String> parts) {
    OpenDirectory directory = root;
    for (String part : parts) {
      directory = requireChild(directory, part);
    }
    return directory;
  }

  /** The directory of that name, which was there a moment ago. */
  OpenDirectory requireChild(OpenDirectory parent, String name) {
    if (look(parent, name) instanceof Directory(OpenDirectory child)) {
      return child;
    }
    throw new IllegalStateException("somebody else changes the tree of " + blob.part());
  }

  /** What a name is in the layer itself. */
  ApplyTable.Existing existing(OpenDirectory directory, String name) {
    FileStatus status = status(directory, name);
    if (status == null) {
      return ApplyTable.Existing.NOTHING;
    }
    if (status.isDirectory()) {
      return ApplyTable.Existing.DIRECTORY;
    }
    return Overlay.isWhiteout(status) ? ApplyTable.Existing.WHITEOUT : ApplyTable.Existing.FILE;
  }

  @Nullable FileStatus status(OpenDirectory directory, String name) {
    return TreeAccess.status(kernel, directory.fd(), name);
  }

  /** What a name in a directory turned out to be. */
  sealed interface Look {}

  /** A directory, which is open now. */
  record Directory(OpenDirectory open) implements Look {}

  /** Anything else. */
  record Other(FileStatus status) implements Look {}

  /** The layer has nothing there. */
  record Nothing() implements Look {}

  /** What a name in a directory is. */
  Look look(OpenDirectory parent, String name) {
    OpenDirectory known = open.get(String.join("/", parent.partsOf(name)));
    if (known != null) {
      return new Directory(known);
    }
    return switch (TreeAccess.look(kernel, parent.fd(), name)) {
      case TreeAccess.Directory(Fd fd) -> new Directory(remember(reopened(fd, parent, name)));
      case TreeAccess.Other(FileStatus status) -> new Other(status);
      case TreeAccess.Nothing nothing -> new Nothing();
    };
  }

  private OpenDirectory reopened(Fd fd, OpenDirectory parent, String name) {
    try {
      FileStatus status = TreeAccess.status(kernel, fd);
      boolean inheritsGroup = (status.mode() & Mode.S_ISGID) != 0;
      boolean opaque = !parent.hidesBelow() && Overlay.isOpaque(kernel, fd);
      return parent.reopened(fd, name, AttributeReader.modified(status), inheritsGroup, opaque);
    } catch (RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  /** Makes a directory where nothing is. */
  OpenDirectory makeDirectory(OpenDirectory parent, String name, Attributes wanted) {
    parent.change();
    kernel.mkdir(parent.fd(), name, WHILE_MAKING);
    Fd fd = TreeAccess.openDirectory(kernel, parent.fd(), name);
    if (fd == null) {
      throw new KernelException("open of the directory just made", Errno.ENOTDIR);
    }
    OpenDirectory made = remember(parent.made(fd, name, Attributes.ofUnmentionedDirectory()));
    setWanted(made, wanted);
    return made;
  }

  /** Makes a directory in the place of what is there, and hides the layers below in it. */
  OpenDirectory replaceHiding(OpenDirectory parent, String name, Attributes wanted) {
    remove(parent, name);
    OpenDirectory made = makeDirectory(parent, name, wanted);
    makeOpaque(made);
    return made;
  }

  /** Hides what the layers below have in a directory, also what was copied from there. */
  void hideBelow(OpenDirectory directory) {
    for (List<String> parts : copied.beneath(directory.key())) {
      if (copied.contains(parts)) {
        remove(at(parts.subList(0, parts.size() - 1)), parts.getLast());
      }
    }
    makeOpaque(at(directory.parts()));
  }

  private void makeOpaque(OpenDirectory directory) {
    Overlay.makeOpaque(kernel, directory.fd());
    directory.hideBelow();
    for (OpenDirectory each : open.values()) {
      if (each.key().startsWith(directory.key() + "/")) {
        each.hideBelow();
      }
    }
  }

  /** Says what a directory shall look like in the end. */
  void setWanted(OpenDirectory directory, Attributes wanted) {
    byte[] acl = wanted.xattrs().get(XattrPolicy.DEFAULT_ACL);
    if (acl != null) {
      defaultAcls.put(directory.key(), new DefaultAcl(directory.parts(), acl));
      if (defaultAcls.size() > MOST_DEFAULT_ACLS) {
        throw blob.invalid(
            "it has more than " + MOST_DEFAULT_ACLS + " directories with default access lists",
            null);
      }
    }
    directory.want(wanted);
  }

  /** Removes a name, with everything beneath it if it is a directory. */
  void remove(OpenDirectory parent, String name) {
    parent.change();
    String key = String.join("/", parent.partsOf(name));
    for (Iterator<OpenDirectory> all = open.values().iterator(); all.hasNext(); ) {
      OpenDirectory each = all.next();
      if (each.key().equals(key) || each.key().startsWith(key + "/")) {
        all.remove();
        each.fd().close();
      }
    }
    defaultAcls.remove(key);
    copied.remove(key);
    // '0' comes right behind '/': all keys that begin with the directory's own
    defaultAcls.subMap(key + "/", key + "0").clear();
    TreeRemoval.remove(kernel, parent.fd(), name);
  }

  private OpenDirectory remember(OpenDirectory directory) {
    open.put(directory.key(), directory);
    if (open.size() > MOST_OPEN) {
      closeOldest(directory);
    }
    return directory;
  }

  private void closeOldest(OpenDirectory latest) {
    for (Iterator<OpenDirectory> all = open.values().iterator(); all.hasNext(); ) {
      OpenDirectory each = all.next();
      if (each != latest && !each.isPinned()) {
        all.remove();
        try (Fd closing = each.fd()) {
          complete(each, closing);
        }
        return;
      }
    }
  }

  private void complete(OpenDirectory directory, Fd fd) {
    Attributes wanted = directory.wanted();
    Instant time = directory.timeToRestore();
    if (wanted != null) {
      attributes.completeDirectory(fd, wanted);
    } else if (time != null) {
      AttributeWriter.restoreTime(kernel, fd, time);
    }
  }

  /** Gives all directories their attributes: the tree is done. */
  void complete() {
    for (Iterator<OpenDirectory> all = open.values().iterator(); all.hasNext(); ) {
      OpenDirectory each = all.next();
      all.remove();
      try (Fd closing = each.fd()) {
        complete(each, closing);
      }
    }
    // last of all, because files that are made in such a directory would inherit it
    for (DefaultAcl acl : defaultAcls.values()) {
      kernel.setXattr(at(acl.directory).fd(), XattrPolicy.DEFAULT_ACL, acl.value);
    }
    complete(root, root.fd());
  }

  /** Closes what is open, and completes nothing. */
  @Override
  public void close() {
    open.values().forEach(directory -> directory.fd().close());
    open.clear();
  }
}
