package io.jcontainer.linux.files;

import io.jcontainer.ContainerFileException;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the writable directory of an overlay what a container has changed, in the order of
 * names, and tells it as a layer on top of the image. What hides something is told only where the
 * image has something to hide: the engine's own layer in between is nobody else's business.
 */
final class LayerWalk {
  /** Deeper trees are not unpacked either. */
  private static final int DEEPEST = 255;

  private static final long ROOM_FOR_NAMES = 32 << 20;

  /** What the engine puts over the image, as directories that are root's. */
  private static final Set<String> MADE_BY_THE_ENGINE = Set.of("dev", "proc", "sys", "etc");

  private final Kernel kernel;
  private final Progress progress;
  private final LayerSink sink;
  private final SortedNames.Room room = new SortedNames.Room(ROOM_FOR_NAMES);

  LayerWalk(Kernel kernel, Progress progress, LayerSink sink) {
    this.kernel = kernel;
    this.progress = progress;
    this.sink = sink;
  }

  /** Reads all of it. The root directory counts if it is not as the engine has made it. */
  void root(ChangedFiles files) {
    FileStatus status = kernel.stat(files.upper(), "", At.EMPTY_PATH);
    if (!sink.isPlain(files.upper(), status, "/")) {
      sink.directory("", status, files.upper());
    }
    content(files.upper(), files.image(), "", 1);
  }

  private void content(Descriptor upper, @Nullable Descriptor image, String path, int depth) {
    SortedNames names = new SortedNames(kernel, upper, room);
    String prefix = path.isEmpty() ? "" : path + "/";
    for (String name = names.next(); name != null; name = names.next()) {
      progress.check();
      if (!UpperDiff.isWrittenByTheEngine("/" + prefix + name)) {
        entry(upper, image, name, prefix + name, depth);
      }
    }
  }

  private void entry(
      Descriptor upper, @Nullable Descriptor image, String name, String path, int depth) {
    if (depth > DEEPEST) {
      throw refused(path, "is in more than " + DEEPEST + " directories");
    }
    if (name.startsWith(LayerSink.WHITEOUT)) {
      throw refused(path, "has a name by which a layer says that a file is gone");
    }
    try (Fd now = UpperDiff.found(kernel, upper, name);
        Fd old = image == null ? null : UpperDiff.found(kernel, image, name)) {
      if (now == null) {
        return;
      }
      FileStatus status = kernel.stat(now, "", At.EMPTY_PATH);
      if (status.isDirectory()) {
        directory(now, status, old, path, depth);
      } else if (!UpperDiff.isWhiteout(status)) {
        sink.file(path, status, now);
      } else if (old != null) {
        sink.whiteout(path);
      }
    } catch (KernelException e) {
      throw FileFailure.of("commit", "/" + path, e);
    }
  }

  private static ContainerFileException refused(String path, String why) {
    return new ContainerFileException(
        "/" + path, "cannot commit /" + path + ": it " + why + ", so no layer can have it", null);
  }

  private void directory(
      Descriptor now, FileStatus status, @Nullable Fd old, String path, int depth) {
    FileStatus was = old == null ? null : kernel.stat(old, "", At.EMPTY_PATH);
    Descriptor below = was != null && was.isDirectory() ? old : null;
    boolean opaque = UpperDiff.isOpaque(kernel, now);
    boolean ofTheEngine =
        MADE_BY_THE_ENGINE.contains(path) && !opaque && sink.isPlain(now, status, "/" + path);
    if (ofTheEngine && below != null && was != null) {
      sink.directoryIfUsed(path, status, was, below);
    } else {
      sink.directory(path, status, now);
    }
    if (opaque && below != null) {
      sink.opaque(path);
    }
    content(now, opaque ? null : below, path, depth + 1);
    if (ofTheEngine) {
      sink.leaveUnused();
    }
  }
}
