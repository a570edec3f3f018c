package io.jcontainer.images.unpack;

import io.jcontainer.images.unpack.ApplyTable.Action;
import io.jcontainer.images.unpack.ApplyTable.Existing;
import io.jcontainer.images.unpack.ApplyTable.Incoming;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Does to the layer's tree what an entry asks for, by the {@link ApplyTable}. */
final class EntryApplier {
  private final Kernel kernel;
  private final LayerBlob blob;
  private final LayerTree tree;
  private final PathWalk walk;
  private final LowersOnDemand lowers;
  private final FileMaker files;
  private final HardLinks links;
  private boolean whiteouts;

  EntryApplier(
      Kernel kernel,
      LayerBlob blob,
      LayerTree tree,
      PathWalk walk,
      LowersOnDemand lowers,
      FileMaker files,
      HardLinks links) {
    this.kernel = kernel;
    this.blob = blob;
    this.tree = tree;
    this.walk = walk;
    this.lowers = lowers;
    this.files = files;
    this.links = links;
  }

  /** Whether there were whiteouts, some of which may hide nothing. */
  boolean madeWhiteouts() {
    return whiteouts;
  }

  /** Applies the next entry. */
  void apply(TarEntry entry) throws IOException {
    switch (Placement.of(EntryPath.parse(entry.name(), blob), blob)) {
      case Placement.Root root -> applyRoot(entry);
      case Placement.At at -> {
        OpenDirectory parent = walk.directory(at.path().parent());
        applyAt(parent, at.path(), entry);
        tree.copied().addEntry(parent.partsOf(at.path().name()));
      }
      case Placement.Whiteout whiteout -> {
        OpenDirectory parent = walk.existing(whiteout.path().parent());
        if (parent != null) {
          hide(parent, whiteout.path().name());
        }
      }
      case Placement.Opaque opaque -> hideAllBelow(walk.existing(opaque.directory()));
      case Placement.AufsBookkeeping bookkeeping -> {}
    }
  }

  private void applyRoot(TarEntry entry) {
    Action action = ApplyTable.action(incoming(entry), Existing.ROOT);
    if (action != Action.ADOPT) {
      throw blob.invalid("its root is a " + entry.type().title(), null);
    }
    tree.setWanted(tree.root(), entry.attributes());
  }

  private static Incoming incoming(TarEntry entry) {
    return entry.type() == EntryType.DIRECTORY ? Incoming.DIRECTORY : Incoming.FILE;
  }

  private void applyAt(OpenDirectory parent, EntryPath path, TarEntry entry) throws IOException {
    parent.pin(true);
    try {
      // nearly every entry is new, and to try costs less than to ask first
      create(parent, path, entry);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EEXIST)) {
        throw e;
      }
      settle(parent, path, entry);
    } finally {
      parent.pin(false);
    }
  }

  /** An entry whose place is taken. */
  private void settle(OpenDirectory parent, EntryPath path, TarEntry entry) throws IOException {
    String name = path.name();
    switch (ApplyTable.action(incoming(entry), tree.existing(parent, name))) {
      case CREATE -> create(parent, path, entry);
      case REPLACE -> {
        tree.remove(parent, name);
        create(parent, path, entry);
      }
      case REPLACE_HIDING -> tree.replaceHiding(parent, name, entry.attributes());
      case ADOPT -> tree.setWanted(tree.requireChild(parent, name), entry.attributes());
      case HIDE_BELOW, KEEP, REFUSE ->
          throw blob.invalid("it has a " + entry.type().title() + " at " + path, null);
    }
  }

  private void create(OpenDirectory parent, EntryPath path, TarEntry entry) throws IOException {
    switch (entry.type()) {
      case DIRECTORY -> tree.makeDirectory(parent, path.name(), entry.attributes());
      case HARD_LINK -> links.make(parent, path, entry.link());
      case FILE, SYMLINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> {
        parent.change();
        files.make(parent, path.name(), entry);
      }
    }
  }

  /** Hides what the layers below have under a name. */
  private void hide(OpenDirectory parent, String name) {
    if (tree.copied().contains(parent.partsOf(name))) {
      tree.remove(parent, name);
    }
    switch (ApplyTable.action(Incoming.WHITEOUT, tree.existing(parent, name))) {
      case CREATE -> {
        parent.change();
        Overlay.makeWhiteout(kernel, parent.fd(), name);
        whiteouts = true;
      }
      case HIDE_BELOW -> tree.hideBelow(tree.requireChild(parent, name));
      case KEEP -> {}
      case REPLACE, REPLACE_HIDING, ADOPT, REFUSE ->
          throw blob.invalid("it has a whiteout of " + name, null);
    }
  }

  /**
   * Hides all that the layers below have in a directory. Overlayfs heeds the mark of an opaque
   * directory everywhere but in the root of a layer, so there each name is hidden for itself.
   */
  private void hideAllBelow(@Nullable OpenDirectory directory) {
    Existing existing =
        directory == null
            ? Existing.NOTHING
            : directory.isRoot() ? Existing.ROOT : Existing.DIRECTORY;
    if (directory == null || ApplyTable.action(Incoming.OPAQUE, existing) != Action.HIDE_BELOW) {
      return;
    }
    if (directory.isRoot()) {
      lowers.namesInRoot().forEach(name -> hide(directory, name));
    } else {
      tree.hideBelow(directory);
    }
  }
}
