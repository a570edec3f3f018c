package io.jcontainer.images.unpack;

import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;

/**
 * Gives files of the layer further names. The target is found like any entry, beneath the layer's
 * root and never relative to anything else; a file that only a layer below has is copied up first.
 */
final class HardLinks {
  private final Kernel kernel;
  private final LayerBlob blob;
  private final LayerTree tree;
  private final PathWalk walk;
  private final LowersOnDemand lowers;
  private final FileCopy copy;

  HardLinks(
      Kernel kernel,
      LayerBlob blob,
      LayerTree tree,
      PathWalk walk,
      LowersOnDemand lowers,
      FileCopy copy) {
    this.kernel = kernel;
    this.blob = blob;
    this.tree = tree;
    this.walk = walk;
    this.lowers = lowers;
    this.copy = copy;
  }

  /** Links a name to the target of an entry; EEXIST if the name is something else already. */
  void make(OpenDirectory parent, EntryPath place, String targetName) {
    EntryPath target = EntryPath.parse(targetName, blob);
    if (target.isRoot()) {
      throw blob.invalid("it has a hard link to its root directory", null);
    }
    OpenDirectory targetParent = walk.existing(target.parent());
    if (targetParent == null) {
      throw missing(place, target);
    }
    boolean pinned = targetParent.isPinned();
    targetParent.pin(true);
    try {
      FileStatus linked = linkedFile(place, targetParent, target);
      FileStatus existing = tree.status(parent, place.name());
      // an archive that names a file twice says that it is a link to itself
      if (existing == null || !isSame(existing, linked)) {
        link(targetParent, target.name(), parent, place.name());
      }
    } finally {
      targetParent.pin(pinned);
    }
  }

  private FileStatus linkedFile(EntryPath place, OpenDirectory parent, EntryPath target) {
    FileStatus there = tree.status(parent, target.name());
    if (there == null) {
      copyUp(place, parent, target);
      there = tree.status(parent, target.name());
    }
    if (there == null || Overlay.isWhiteout(there)) {
      throw missing(place, target);
    }
    if (there.isDirectory()) {
      throw blob.invalid("it has a hard link " + place + " to the directory " + target, null);
    }
    return there;
  }

  private void copyUp(EntryPath place, OpenDirectory parent, EntryPath target) {
    try (LowerTrees.Found found = lowers.find(parent, target.name())) {
      switch (found) {
        case LowerTrees.Other file -> {
          copy.copyUp(file, parent);
          tree.copied().add(parent.partsOf(target.name()));
        }
        case LowerTrees.Nothing nothing -> throw missing(place, target);
        case LowerTrees.Directory directory ->
            throw blob.invalid("it has a hard link " + place + " to the directory " + target, null);
      }
    }
  }

  private void link(OpenDirectory targetParent, String target, OpenDirectory parent, String name) {
    parent.change();
    try {
      kernel.link(targetParent.fd(), target, parent.fd(), name, 0);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.EMLINK)) {
        throw blob.invalid("it has more hard links to one file than a file can have", e);
      }
      throw e;
    }
  }

  private static boolean isSame(FileStatus one, FileStatus other) {
    return one.inode() == other.inode() && one.device() == other.device();
  }

  private RuntimeException missing(EntryPath place, EntryPath target) {
    return blob.invalid(
        "it has a hard link " + place + " to " + target + ", which is not there", null);
  }
}
