package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directories of a store, opened once. All are for their owner alone, whatever the umask:
 * layers hold setuid programs and device nodes of strangers.
 *
 * @param path of the store, for the paths that are handed out and for messages
 * @param blobs documents by digest
 * @param layers unpacked layers
 * @param images records of complete images by digest
 * @param names records of names
 * @param locks locks that outlive nobody
 * @param sessions what is in the making, by the process that makes it
 */
record StoreDirectories(
    Kernel kernel, Path path, Fd blobs, Fd layers, Fd images, Fd names, Fd locks, Fd sessions)
    implements AutoCloseable {
  private static final String LAYERS = "layers";
  private static final int OWNER_ONLY = 0700;
  private static final int OTHERS = 0077;
  private static final int DIRECTORY = O.RDONLY | O.DIRECTORY | O.NOFOLLOW;

  /** Opens the directories of the store beneath a root, and makes those that are missing. */
  static StoreDirectories open(Kernel kernel, Path root) {
    Path path = root.resolve("images");
    List<Fd> opened = new ArrayList<>();
    try {
      Files.createDirectories(root.getParent() == null ? root : root.getParent());
      Fd outer = keep(opened, open(kernel, Descriptor.CWD, root.toString()));
      Fd store = keep(opened, open(kernel, outer, "images"));
      requireOwn(kernel, store, path);
      Fd digests = keep(opened, open(kernel, store, "blobs"));
      StoreDirectories directories =
          new StoreDirectories(
              kernel,
              path,
              keep(opened, open(kernel, digests, "sha256")),
              keep(opened, open(kernel, store, LAYERS)),
              keep(opened, open(kernel, store, "images")),
              keep(opened, open(kernel, store, "names")),
              keep(opened, open(kernel, store, "locks")),
              keep(opened, open(kernel, store, "sessions")));
      outer.close();
      store.close();
      digests.close();
      return directories;
    } catch (IOException e) {
      throw new ImageStoreException("cannot make the directory above " + root, e);
    } catch (RuntimeException e) {
      opened.forEach(Fd::close);
      throw e instanceof KernelException k ? StoreFailure.of("cannot open " + path, k) : e;
    }
  }

  private static Fd keep(List<Fd> opened, Fd fd) {
    opened.add(fd);
    return fd;
  }

  private static Fd open(Kernel kernel, Descriptor parent, String name) {
    boolean made = true;
    try {
      kernel.mkdir(parent, name, OWNER_ONLY);
    } catch (KernelException e) {
      if (!e.errno().equals(Errno.EEXIST)) {
        throw e;
      }
      made = false;
    }
    Fd fd = kernel.open(parent, name, made ? DIRECTORY : O.RDONLY | O.DIRECTORY, 0);
    try {
      if (made) {
        kernel.chmod(fd, "", OWNER_ONLY, At.EMPTY_PATH);
      }
      return fd;
    } catch (RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  private static void requireOwn(Kernel kernel, Fd store, Path path) {
    FileStatus status = TreeAccess.status(kernel, store);
    if (status.uid() != kernel.effectiveUid()) {
      throw new ImageStoreException(
          "the store " + path + " belongs to user " + status.uid() + ": use another root", null);
    }
    if ((status.mode() & OTHERS) != 0) {
      kernel.chmod(store, "", OWNER_ONLY, At.EMPTY_PATH);
    }
    // files made in the store, those of images among them, would inherit it
    if (kernel.listXattrs(store).contains("system.posix_acl_default")) {
      throw new ImageStoreException(
          "the store " + path + " has a default access list: remove it with setfacl -k", null);
    }
  }

  /** The file that is locked as long as an image is in use. */
  Path lockOf(Digest image) {
    return path.resolve("images").resolve(image.hex());
  }

  /** Where a layer is. */
  Path pathOf(LayerName layer) {
    return path.resolve(LAYERS).resolve(layer.directory());
  }

  @Override
  public void close() {
    List.of(blobs, layers, images, names, locks, sessions).forEach(Fd::close);
  }
}
