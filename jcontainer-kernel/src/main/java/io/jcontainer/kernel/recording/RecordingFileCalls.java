package io.jcontainer.kernel.recording;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileCalls;
import io.jcontainer.kernel.FileSystemUsage;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.PathBytes;
import java.util.Arrays;

/** {@link FileCalls} written down: a part of {@link RecordingKernel}. */
interface RecordingFileCalls extends Kernel {
  Recorder recorder();

  @Override
  default Fd open(Descriptor directory, String path, int flags, int mode) {
    PathBytes.encode(path);
    String name = recorder().beneath(directory, path);
    return recorder().opened(recorder().files.open(directory, path, flags, mode), name);
  }

  @Override
  default Fd openResolved(Descriptor directory, String path, int flags, int mode, long resolve) {
    PathBytes.encode(path);
    String call = recorder().files.openResolved(directory, path, flags, mode, resolve);
    return recorder().opened(call, recorder().beneath(directory, path));
  }

  @Override
  default int read(Descriptor file, byte[] buffer, int offset, int length) {
    byte[] content =
        recorder().answer(recorder().files.read(file, length), byte[].class, new byte[0]);
    int count = Math.min(content.length, length);
    System.arraycopy(content, 0, buffer, offset, count);
    return count;
  }

  @Override
  default int writeOnce(Descriptor file, byte[] buffer, int offset, int length) {
    String call = recorder().files.write(file, buffer, offset, length);
    return recorder().answer(call, Integer.class, length);
  }

  @Override
  default void write(Descriptor file, byte[] buffer, int offset, int length) {
    String call = recorder().files.write(file, buffer, offset, length);
    recorder().did(call, Arrays.copyOfRange(buffer, offset, offset + length));
  }

  @Override
  default long seek(Descriptor file, long offset, int whence) {
    return recorder().answer(recorder().files.seek(file, offset, whence), Long.class, offset);
  }

  @Override
  default void truncate(Descriptor file, long size) {
    recorder().did(recorder().files.truncate(file, size));
  }

  @Override
  default void fsync(Descriptor file) {
    recorder().did(recorder().files.fsync(file));
  }

  @Override
  default FileSystemUsage statfs(Descriptor file) {
    return recorder().answer(recorder().files.statfs(file), FileSystemUsage.class);
  }

  @Override
  default void syncfs(Descriptor file) {
    recorder().did(recorder().files.syncfs(file));
  }

  @Override
  default boolean flock(Descriptor file, int operation) {
    return recorder().answer(recorder().files.flock(file, operation), Boolean.class, true);
  }

  @Override
  default Fd memfd(String name, int flags) {
    return recorder().opened(recorder().files.memfd(name, flags), "memfd:" + name);
  }

  @Override
  default void setStatusFlags(Descriptor file, int flags) {
    recorder().did(recorder().files.setStatusFlags(file, flags));
  }

  @Override
  default void addSeals(Descriptor memfd, int seals) {
    recorder().did(recorder().files.addSeals(memfd, seals));
  }

  @Override
  default long ioctl(Descriptor file, long request, long argument) {
    return recorder().answer(recorder().files.ioctl(file, request, argument), Long.class, 0L);
  }

  @Override
  default long ioctl(Descriptor file, long request, byte[] structure) {
    return recorder().answer(recorder().files.ioctl(file, request, structure), Long.class, 0L);
  }

  @Override
  default long fileSystemMagic(Descriptor file) {
    return recorder().answer(recorder().files.fileSystemMagic(file), Long.class, 0L);
  }
}
