package io.jcontainer.kernel;

import static io.jcontainer.kernel.SystemCalls.call;
import static io.jcontainer.kernel.SystemCalls.check;
import static io.jcontainer.kernel.SystemCalls.text;

import io.jcontainer.kernel.ffi.Buffer;
import io.jcontainer.kernel.ffi.Frame;
import io.jcontainer.kernel.ffi.OpenHow;
import io.jcontainer.kernel.ffi.StatFs;
import java.util.Objects;
import java.util.function.Supplier;

/** {@link FileCalls} on this machine: a part of {@link LinuxKernel}. */
interface LinuxFileCalls extends Kernel {
  /** F_ADD_SEALS of {@code linux/fcntl.h}. */
  int ADD_SEALS = 1033;

  /** F_SETFL of {@code fcntl(2)}. */
  int SET_STATUS_FLAGS = 4;

  /** The most that is copied between Java's heap and the kernel at a time. */
  int CHUNK = 128 * 1024;

  /** {@code struct statfs} of {@code asm-generic/statfs.h} on 64 bits; its first word is f_type. */
  int STATFS_SIZE = 120;

  FileWording WORDS = new FileWording(new Wording());

  @Override
  default Fd open(Descriptor directory, String path, int flags, int mode) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      long fd =
          call(frame, SyscallNumber.OPENAT, number, text(frame, path), flags | O.CLOEXEC, mode);
      check(fd, () -> WORDS.open(directory, path, flags, mode));
      return new Fd(this, (int) fd);
    }
  }

  @Override
  default Fd openResolved(Descriptor directory, String path, int flags, int mode, long resolve) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      OpenHow how = new OpenHow(frame, Integer.toUnsignedLong(flags | O.CLOEXEC), mode, resolve);
      long fd =
          call(
              frame, SyscallNumber.OPENAT2, number, text(frame, path), how.address(), OpenHow.SIZE);
      check(fd, () -> WORDS.openResolved(directory, path, flags, mode, resolve));
      return new Fd(this, (int) fd);
    }
  }

  @Override
  default int read(Descriptor file, byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    int number = file.number();
    try (Frame frame = Frame.open()) {
      Buffer memory = frame.buffer(Math.min(length, CHUNK));
      long count = call(frame, SyscallNumber.READ, number, memory.address(), memory.size());
      check(count, () -> WORDS.read(file, length));
      memory.read(buffer, offset, (int) count);
      return (int) count;
    }
  }

  @Override
  default int writeOnce(Descriptor file, byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    try (Frame frame = Frame.open()) {
      Buffer memory = frame.buffer(Math.min(length, CHUNK));
      memory.write(buffer, offset, (int) memory.size());
      return (int)
          check(
              call(frame, SyscallNumber.WRITE, file.number(), memory.address(), memory.size()),
              () -> WORDS.write(file, buffer, offset, length));
    }
  }

  @Override
  default void write(Descriptor file, byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    Supplier<String> text = () -> WORDS.write(file, buffer, offset, length);
    try (Frame frame = Frame.open()) {
      Buffer memory = frame.buffer(Math.min(length, CHUNK));
      int written = 0;
      do {
        int chunk = (int) Math.min(length - written, memory.size());
        memory.write(buffer, offset + written, chunk);
        long count =
            check(call(frame, SyscallNumber.WRITE, file.number(), memory.address(), chunk), text);
        if (count == 0 && chunk != 0) {
          throw new KernelException(text.get(), Errno.EIO, "no byte was taken");
        }
        written += (int) count;
      } while (written < length);
    }
  }

  @Override
  default long seek(Descriptor file, long offset, int whence) {
    try (Frame frame = Frame.open()) {
      return check(
          call(frame, SyscallNumber.LSEEK, file.number(), offset, whence),
          () -> WORDS.seek(file, offset, whence));
    }
  }

  @Override
  default void truncate(Descriptor file, long size) {
    try (Frame frame = Frame.open()) {
      check(
          call(frame, SyscallNumber.FTRUNCATE, file.number(), size),
          () -> WORDS.truncate(file, size));
    }
  }

  @Override
  default void fsync(Descriptor file) {
    try (Frame frame = Frame.open()) {
      check(call(frame, SyscallNumber.FSYNC, file.number()), () -> WORDS.fsync(file));
    }
  }

  @Override
  default void syncfs(Descriptor file) {
    try (Frame frame = Frame.open()) {
      check(call(frame, SyscallNumber.SYNCFS, file.number()), () -> WORDS.syncfs(file));
    }
  }

  @Override
  default FileSystemUsage statfs(Descriptor file) {
    try (Frame frame = Frame.open()) {
      StatFs told = new StatFs(frame);
      check(
          call(frame, SyscallNumber.FSTATFS, file.number(), told.address()),
          () -> WORDS.statfs(file));
      return new FileSystemUsage(told.size(), told.free(), told.files(), told.freeFiles());
    }
  }

  @Override
  default boolean flock(Descriptor file, int operation) {
    try (Frame frame = Frame.open()) {
      long result = call(frame, SyscallNumber.FLOCK, file.number(), operation);
      if (result == -Errno.EWOULDBLOCK.number() && (operation & Lock.NB) != 0) {
        return false;
      }
      check(result, () -> WORDS.flock(file, operation));
      return true;
    }
  }

  @Override
  default Fd memfd(String name, int flags) {
    try (Frame frame = Frame.open()) {
      long fd = call(frame, SyscallNumber.MEMFD_CREATE, text(frame, name), flags | MemFd.CLOEXEC);
      check(fd, () -> WORDS.memfd(name, flags));
      return new Fd(this, (int) fd);
    }
  }

  @Override
  default void setStatusFlags(Descriptor file, int flags) {
    try (Frame frame = Frame.open()) {
      check(
          call(frame, SyscallNumber.FCNTL, file.number(), SET_STATUS_FLAGS, flags),
          () -> WORDS.setStatusFlags(file, flags));
    }
  }

  @Override
  default void addSeals(Descriptor memfd, int seals) {
    try (Frame frame = Frame.open()) {
      check(
          call(frame, SyscallNumber.FCNTL, memfd.number(), ADD_SEALS, seals),
          () -> WORDS.addSeals(memfd, seals));
    }
  }

  @Override
  default long ioctl(Descriptor file, long request, long argument) {
    try (Frame frame = Frame.open()) {
      return check(
          call(frame, SyscallNumber.IOCTL, file.number(), request, argument),
          () -> WORDS.ioctl(file, request, argument));
    }
  }

  @Override
  default long ioctl(Descriptor file, long request, byte[] structure) {
    try (Frame frame = Frame.open()) {
      Buffer memory = frame.buffer(structure.length);
      memory.write(structure, 0, structure.length);
      long result =
          check(
              call(frame, SyscallNumber.IOCTL, file.number(), request, memory.address()),
              () -> WORDS.ioctl(file, request, structure));
      memory.read(structure, 0, structure.length);
      return result;
    }
  }

  @Override
  default long fileSystemMagic(Descriptor file) {
    try (Frame frame = Frame.open()) {
      Buffer memory = frame.buffer(STATFS_SIZE);
      check(
          call(frame, SyscallNumber.FSTATFS, file.number(), memory.address()),
          () -> WORDS.fileSystemMagic(file));
      return Integer.toUnsignedLong(memory.intAt(0));
    }
  }
}
