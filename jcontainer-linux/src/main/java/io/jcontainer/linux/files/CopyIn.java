package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.CopyOptions;
import io.jcontainer.CopyReport;
import io.jcontainer.CopySource;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.Mode;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Seek;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One copy into a container. What is made belongs to a user of the container from the start. */
final class CopyIn {
  private static final int CHUNK = 128 * 1024;
  private static final int PLAIN_MODE = 0644;

  private final Kernel kernel;
  private final Owners owners;
  private final CopyOptions options;
  private final String target;
  private final OptionalLong owner;
  private final Attributes attributes;
  private final Progress progress;
  private final int contentMode;

  CopyIn(Kernel kernel, Owners owners, String target, CopyOptions options) {
    this.kernel = kernel;
    this.owners = owners;
    this.options = options;
    this.target = target;
    this.owner = OptionalLong.of(owners.first());
    this.attributes = Attributes.into(owners, options);
    this.progress = new Progress(target, options.limitBytes());
    this.contentMode = options.mode().orElse(PLAIN_MODE);
  }

  CopyReport from(CopySource source, ContainerView view) {
    switch (source) {
      case CopySource.HostPath(var path) -> {
        try (Fd found = openSource(path.toString())) {
          FileThread.call(kernel, owner, progress, () -> tree(found, view));
        }
      }
      case CopySource.Content content -> content(content, view);
      case CopySource.Tar tar -> tar(tar, view);
    }
    return progress.report();
  }

  private Fd openSource(String path) {
    try {
      return kernel.open(Descriptor.CWD, path, O.PATH, 0);
    } catch (KernelException e) {
      throw new ContainerFileException(
          path, "cannot copy " + path + " of the host: " + e.errno() + "; it must exist", e);
    }
  }

  private boolean tree(Descriptor source, ContainerView view) {
    FileStatus status = kernel.stat(source, "", At.EMPTY_PATH);
    if (!status.isDirectory() && !status.isRegular()) {
      throw new ContainerFileException(
          target, "cannot copy to " + target + ": the source is no file and no directory", null);
    }
    Fd merged = status.isDirectory() ? existingDirectory(view) : null;
    try (Fd parent = merged == null ? parent(view) : merged;
        DirectorySink sink =
            new DirectorySink(kernel, parent, attributes, view::admits, progress)) {
      TreeWalk walk = new TreeWalk(kernel, any -> true, progress, sink);
      if (merged == null) {
        walk.found(source, status, name(), target);
      } else {
        walk.content(source, target);
      }
    }
    return true;
  }

  /** A directory that is there, also through a link, is merged into. */
  private @Nullable Fd existingDirectory(ContainerView view) {
    Fd found;
    try {
      found = view.open(target);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return null;
      }
      throw e;
    }
    try {
      if (!view.admittedStatus(found, target).isDirectory()) {
        throw new KernelException("open " + target, Errno.ENOTDIR);
      }
      return found;
    } catch (RuntimeException e) {
      found.close();
      throw e;
    }
  }

  private Fd parent(ContainerView view) {
    String path = target.substring(0, Math.max(target.lastIndexOf('/'), 1));
    Fd parent = view.openDirectoryMaking(path, this::give);
    try {
      view.admittedStatus(parent, target);
      return parent;
    } catch (RuntimeException e) {
      parent.close();
      throw e;
    }
  }

  /** Directories that had to be made belong to whom what is copied belongs to. */
  private void give(Descriptor made) {
    Attributes.Given given = attributes.of(kernel.stat(made, "", At.EMPTY_PATH));
    kernel.chown(made, "", given.uid(), given.gid(), At.EMPTY_PATH);
  }

  private String name() {
    String name = target.substring(target.lastIndexOf('/') + 1);
    if (name.isEmpty()) {
      throw new InvalidSpecException(
          "target \"" + target + "\"", "it names the file itself, without / at its end");
    }
    return name;
  }

  /**
   * The caller's stream is read on the caller's thread; files are made, owned and named on one that
   * has nothing of the caller's.
   */
  private void content(CopySource.Content content, ContainerView view) {
    String name = name();
    try (InputStream in = content.opener().open();
        Fd parent = FileThread.call(kernel, owner, progress, () -> parent(view));
        PendingFile pending =
            FileThread.call(kernel, owner, progress, () -> PendingFile.create(kernel, parent))) {
      byte[] buffer = new byte[CHUNK];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        progress.content(count);
        kernel.write(pending.file(), buffer, 0, count);
      }
      FileThread.call(kernel, owner, progress, () -> finish(pending, name));
    } catch (IOException e) {
      throw new ContainerFileException(
          target, "cannot copy " + content + " to " + target + ": " + e.getMessage(), e);
    }
    progress.file();
  }

  /** The caller's stream is read on the caller's thread, entry by entry. */
  private void tar(CopySource.Tar tar, ContainerView view) {
    try (InputStream in = tar.opener().open();
        FileWorker worker = new FileWorker(kernel, owner, progress);
        Fd top = worker.call(() -> topDirectory(view));
        TarExtraction extraction =
            new TarExtraction(kernel, owners, options, view, top, target, progress)) {
      TarInput input = new TarInput(in);
      byte[] buffer = new byte[CHUNK];
      for (var entry = input.next(); entry != null; entry = input.next()) {
        extract(entry, input, extraction, worker, buffer);
      }
      worker.call(extraction::finish);
    } catch (IOException e) {
      throw new ContainerFileException(
          target, "cannot copy " + tar + " to " + target + ": " + e.getMessage(), e);
    }
  }

  private Fd topDirectory(ContainerView view) {
    Fd top = view.openDirectoryMaking(target, this::give);
    try {
      view.admittedStatus(top, target);
      return top;
    } catch (RuntimeException e) {
      top.close();
      throw e;
    }
  }

  private void extract(
      TarInput.Entry entry,
      TarInput input,
      TarExtraction extraction,
      FileWorker worker,
      byte[] buffer)
      throws IOException {
    switch (entry.type()) {
      case TarHeader.FILE -> {
        try (TarExtraction.Begun begun = worker.call(() -> extraction.begin(entry))) {
          content(entry, input, begun.file().file(), buffer);
          worker.call(() -> extraction.finish(entry, begun));
        }
        progress.file();
      }
      case TarHeader.DIRECTORY -> {
        worker.call(() -> extraction.makeDirectory(entry));
        progress.directory();
      }
      case TarHeader.LINK -> {
        worker.call(() -> extraction.makeLink(entry));
        progress.link();
      }
      case TarHeader.HARD_LINK -> {
        worker.call(() -> extraction.makeHardLink(entry));
        progress.link();
      }
      default -> progress.skip(entry.path());
    }
  }

  /** Holes are passed over; the file gets its whole length in the end. */
  private void content(TarInput.Entry entry, TarInput input, Descriptor file, byte[] buffer)
      throws IOException {
    Pieces pieces = entry.pieces();
    for (int i = 0; i < pieces.count(); i++) {
      kernel.seek(file, pieces.offset(i), Seek.SET);
      for (long left = pieces.length(i); left > 0; ) {
        int count = input.read(buffer, left);
        progress.content(count);
        kernel.write(file, buffer, 0, count);
        left -= count;
      }
    }
    kernel.truncate(file, entry.size());
  }

  private boolean finish(PendingFile pending, String name) {
    FileStatus now = kernel.stat(pending.file(), "", At.EMPTY_PATH);
    Attributes.Given given = attributes.of(now);
    kernel.chown(pending.file(), "", given.uid(), given.gid(), At.EMPTY_PATH);
    kernel.chmod(pending.file(), "", contentMode & ~Mode.S_IFMT, At.EMPTY_PATH);
    pending.becomes(name);
    return true;
  }
}
