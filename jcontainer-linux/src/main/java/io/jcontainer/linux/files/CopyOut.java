package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.CopyOptions;
import io.jcontainer.CopyReport;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.nio.file.Path;
import java.util.OptionalLong;

/** One copy out of a container, onto the host. */
final class CopyOut {
  private final Kernel kernel;
  private final String source;
  private final Attributes attributes;
  private final Progress progress;

  CopyOut(Kernel kernel, Owners owners, String source, CopyOptions options) {
    this.kernel = kernel;
    this.source = source;
    this.attributes = Attributes.outOf(owners, options);
    this.progress = new Progress(source, options.limitBytes());
  }

  CopyReport to(Path target, ContainerView view) {
    Path name = target.getFileName();
    Path parent = target.getParent();
    if (name == null || parent == null || name.toString().equals("..")) {
      throw new InvalidSpecException("target " + target, "it names the file itself");
    }
    try (Fd directory = openParent(parent.toString())) {
      FileThread.call(
          kernel, OptionalLong.empty(), progress, () -> copy(view, directory, name.toString()));
    }
    return progress.report();
  }

  private Fd openParent(String path) {
    try {
      return kernel.open(Descriptor.CWD, path, O.PATH | O.DIRECTORY, 0);
    } catch (KernelException e) {
      throw new ContainerFileException(
          source,
          "cannot copy to " + path + " of the host: " + e.errno() + "; the directory must exist",
          e);
    }
  }

  private boolean copy(ContainerView view, Descriptor directory, String name) {
    try (Fd found = view.open(source);
        DirectorySink sink =
            new DirectorySink(kernel, directory, attributes, any -> true, progress)) {
      FileStatus status = view.admittedStatus(found, source);
      if (!status.isDirectory() && !status.isRegular()) {
        throw new ContainerFileException(
            source, "cannot copy " + source + ": it is neither a file nor a directory", null);
      }
      new TreeWalk(kernel, view::admits, progress, sink).found(found, status, name, source);
    }
    return true;
  }
}
