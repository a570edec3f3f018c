package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.CopyReport;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/**
 * One tar stream of a part of a container. It is written on the caller's thread, whose stream it
 * is.
 */
final class Archive {
  private final Kernel kernel;
  private final Owners owners;
  private final String path;
  private final Progress progress;

  Archive(Kernel kernel, Owners owners, String path) {
    this.kernel = kernel;
    this.owners = owners;
    this.path = path;
    this.progress = new Progress(path, OptionalLong.empty());
  }

  /** Mounts beneath the path are left out: only what lies in the same mount is written. */
  CopyReport write(ContainerView view, OutputStream tar) {
    TarSink sink = new TarSink(kernel, owners, tar, progress);
    try (Fd found = view.open(path)) {
      FileStatus status = view.admittedStatus(found, path);
      String name = path.substring(path.lastIndexOf('/') + 1);
      new TreeWalk(kernel, other -> other.mountId() == status.mountId(), progress, sink)
          .found(found, status, status.isDirectory() ? "." : name, path);
      sink.end();
      tar.flush();
    } catch (UncheckedIOException | IOException e) {
      throw new ContainerFileException(
          path, "cannot write " + path + " as tar: " + e.getMessage(), e);
    }
    return progress.report();
  }
}
