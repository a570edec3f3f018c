package io.jcontainer.linux.files;

import io.jcontainer.ByteSize;
import io.jcontainer.ContainerFileException;
import io.jcontainer.ContainerFiles;
import io.jcontainer.CopyOptions;
import io.jcontainer.CopyReport;
import io.jcontainer.CopySource;
import io.jcontainer.DiskUsage;
import io.jcontainer.FileChange;
import io.jcontainer.FileInfo;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The files of one container. */
public final class RootFiles implements ContainerFiles {
  private final Kernel kernel;
  private final Supplier<Owners> owners;
  private final Function<String, ContainerView> views;
  private final Supplier<ChangedFiles> changed;
  private final Supplier<Optional<DiskUsage>> disk;

  /**
   * Files of a container.
   *
   * @param views opens a view for an operation, which it names, or refuses it
   * @param disk tells the use of the disk limit, or refuses
   * @param changed opens what a difference is made of, or refuses it
   */
  public RootFiles(
      Kernel kernel,
      Supplier<Owners> owners,
      Function<String, ContainerView> views,
      Supplier<ChangedFiles> changed,
      Supplier<Optional<DiskUsage>> disk) {
    this.kernel = kernel;
    this.owners = owners;
    this.views = views;
    this.changed = changed;
    this.disk = disk;
  }

  @Override
  public CopyReport copyTo(CopySource source, String target, CopyOptions options) {
    ContainerView.check(target);
    CopyIn copy = new CopyIn(kernel, owners.get(), target, options);
    return within("copy to", target, view -> copy.from(source, view));
  }

  @Override
  public CopyReport copyFrom(String source, Path target, CopyOptions options) {
    ContainerView.check(source);
    CopyOut copy = new CopyOut(kernel, owners.get(), source, options);
    return within("copy from", source, view -> copy.to(target.toAbsolutePath(), view));
  }

  @Override
  public InputStream read(String path) {
    return within("read", path, view -> new FileStream(kernel, content(view, path), path));
  }

  @Override
  public byte[] readBytes(String path, ByteSize most) {
    return within("read", path, view -> Reading.bytes(kernel, content(view, path), path, most));
  }

  /** A regular file, for reading: nothing else is ever opened. */
  private Fd content(ContainerView view, String path) {
    try (Fd found = view.open(path)) {
      FileStatus status = view.admittedStatus(found, path);
      if (!status.isRegular()) {
        throw new ContainerFileException(
            path, "cannot read " + path + ": it is not a regular file", null);
      }
      return Reopen.file(kernel, found);
    }
  }

  @Override
  public FileInfo stat(String path) {
    return within("look at", path, view -> new Looking(kernel, owners.get()).at(view, path));
  }

  @Override
  public boolean exists(String path) {
    ContainerView.check(path);
    try (ContainerView view = views.apply("look at " + path + " of")) {
      view.openItself(path).close();
      return true;
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT) || e.errno().equals(Errno.ENOTDIR)) {
        return false;
      }
      throw FileFailure.of("look at", path, e);
    }
  }

  @Override
  public List<FileInfo> list(String path) {
    return within("list", path, view -> new Looking(kernel, owners.get()).in(view, path));
  }

  @Override
  public List<FileChange> diff() {
    try (ChangedFiles files = changed.get()) {
      return FileFailure.naming("compare", "/", () -> UpperDiff.of(kernel, files));
    }
  }

  @Override
  public Optional<DiskUsage> diskUsage() {
    return disk.get();
  }

  @Override
  public DiskUsage diskUsage(String path) {
    return within(
        "measure",
        path,
        view -> {
          try (Fd found = view.open(path)) {
            var _ = view.admittedStatus(found, path);
            return Fullness.of(kernel.statfs(found));
          }
        });
  }

  @Override
  public CopyReport archive(String path, OutputStream tar) {
    return within(
        "archive", path, view -> new Archive(kernel, owners.get(), path).write(view, tar));
  }

  private <T> T within(String operation, String path, Function<ContainerView, T> work) {
    ContainerView.check(path);
    try (ContainerView view = views.apply(operation + " " + path + " of")) {
      return FileFailure.naming(operation, path, () -> work.apply(view));
    }
  }
}
