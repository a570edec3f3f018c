package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.PathBytes;
import io.jcontainer.kernel.TreeCalls;
import java.util.List;

/** {@link TreeCalls} written down: a part of {@link RecordingKernel}. */
interface RecordingTreeCalls extends Kernel {
  Recorder recorder();

  @Override
  default FileStatus stat(Descriptor directory, String path, int atFlags) {
    PathBytes.encode(path);
    return recorder().answer(recorder().tree.stat(directory, path, atFlags), FileStatus.class);
  }

  @Override
  default void mkdir(Descriptor directory, String path, int mode) {
    PathBytes.encode(path);
    recorder().did(recorder().tree.mkdir(directory, path, mode));
  }

  @Override
  default void unlink(Descriptor directory, String path, int atFlags) {
    PathBytes.encode(path);
    recorder().did(recorder().tree.unlink(directory, path, atFlags));
  }

  @Override
  default void rename(
      Descriptor fromDirectory, String from, Descriptor toDirectory, String to, int renameFlags) {
    PathBytes.encode(from);
    PathBytes.encode(to);
    recorder().did(recorder().tree.rename(fromDirectory, from, toDirectory, to, renameFlags));
  }

  @Override
  default void symlink(String target, Descriptor directory, String path) {
    PathBytes.encode(target);
    PathBytes.encode(path);
    recorder().did(recorder().tree.symlink(target, directory, path));
  }

  @Override
  default String readlink(Descriptor directory, String path) {
    PathBytes.encode(path);
    return recorder().answer(recorder().tree.readlink(directory, path), String.class);
  }

  @Override
  default void link(
      Descriptor fromDirectory, String from, Descriptor toDirectory, String to, int atFlags) {
    PathBytes.encode(from);
    PathBytes.encode(to);
    recorder().did(recorder().tree.link(fromDirectory, from, toDirectory, to, atFlags));
  }

  @Override
  default void mknod(Descriptor directory, String path, int mode, int major, int minor) {
    PathBytes.encode(path);
    recorder().did(recorder().tree.mknod(directory, path, mode, major, minor));
  }

  @Override
  default void chown(Descriptor directory, String path, long uid, long gid, int atFlags) {
    PathBytes.encode(path);
    recorder().did(recorder().tree.chown(directory, path, uid, gid, atFlags));
  }

  @Override
  default void chmod(Descriptor directory, String path, int mode, int atFlags) {
    PathBytes.encode(path);
    recorder().did(recorder().tree.chmod(directory, path, mode, atFlags));
  }

  @Override
  default void setTimes(
      Descriptor directory,
      String path,
      long accessSeconds,
      int accessNanos,
      long modifySeconds,
      int modifyNanos,
      int atFlags) {
    PathBytes.encode(path);
    recorder()
        .did(
            recorder()
                .tree
                .setTimes(
                    directory,
                    path,
                    accessSeconds,
                    accessNanos,
                    modifySeconds,
                    modifyNanos,
                    atFlags));
  }

  /** A script answers an array. */
  @Override
  default List<DirectoryEntry> list(Descriptor directory) {
    String call = recorder().tree.list(directory);
    return List.of(recorder().answer(call, DirectoryEntry[].class, new DirectoryEntry[0]));
  }

  /** A script answers an array. */
  @Override
  default List<DirectoryEntry> listNext(Descriptor directory) {
    String call = recorder().tree.list(directory);
    return List.of(recorder().answer(call, DirectoryEntry[].class, new DirectoryEntry[0]));
  }
}
