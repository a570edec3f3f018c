package io.jcontainer.kernel;

import static io.jcontainer.kernel.SystemCalls.call;
import static io.jcontainer.kernel.SystemCalls.check;
import static io.jcontainer.kernel.SystemCalls.text;

import io.jcontainer.kernel.ffi.Buffer;
import io.jcontainer.kernel.ffi.Frame;
import io.jcontainer.kernel.ffi.MountAttributes;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link MountCalls} on this machine: a part of {@link LinuxKernel}. */
interface LinuxMountCalls extends Kernel {
  int FSOPEN_CLOEXEC = 1;
  int FSMOUNT_CLOEXEC = 1;
  int SET_FLAG = 0;
  int SET_STRING = 1;
  int CMD_CREATE = 6;

  /** The kernel keeps eight messages of a context; each read takes one. */
  int MOST_MESSAGES = 8;

  int LONGEST_MESSAGE = 1024;

  MountWording WORDS = new MountWording(new Wording());

  @Override
  default Fd fsopen(String type) {
    try (Frame frame = Frame.open()) {
      long fd = call(frame, SyscallNumber.FSOPEN, text(frame, type), FSOPEN_CLOEXEC);
      check(fd, () -> WORDS.fsopen(type));
      return new Fd(this, (int) fd);
    }
  }

  @Override
  default void fsconfigString(Descriptor context, String key, String value) {
    int number = context.number();
    try (Frame frame = Frame.open()) {
      checkContext(
          frame,
          number,
          call(
              frame,
              SyscallNumber.FSCONFIG,
              number,
              SET_STRING,
              text(frame, key),
              text(frame, value)),
          () -> WORDS.fsconfigString(context, key, value));
    }
  }

  @Override
  default void fsconfigFlag(Descriptor context, String key) {
    int number = context.number();
    try (Frame frame = Frame.open()) {
      checkContext(
          frame,
          number,
          call(frame, SyscallNumber.FSCONFIG, number, SET_FLAG, text(frame, key)),
          () -> WORDS.fsconfigFlag(context, key));
    }
  }

  @Override
  default void fsconfigCreate(Descriptor context) {
    int number = context.number();
    try (Frame frame = Frame.open()) {
      checkContext(
          frame,
          number,
          call(frame, SyscallNumber.FSCONFIG, number, CMD_CREATE),
          () -> WORDS.fsconfigCreate(context));
    }
  }

  @Override
  default Fd fsmount(Descriptor context, int attributes) {
    int number = context.number();
    try (Frame frame = Frame.open()) {
      long fd = call(frame, SyscallNumber.FSMOUNT, number, FSMOUNT_CLOEXEC, attributes);
      checkContext(frame, number, fd, () -> WORDS.fsmount(context, attributes));
      return new Fd(this, (int) fd);
    }
  }

  /** An errno says little of a mount; the context it is made in keeps a log, read line by line. */
  private static void checkContext(Frame frame, int context, long result, Supplier<String> call) {
    if (result >= 0) {
      return;
    }
    StringJoiner log = new StringJoiner("; ");
    Buffer line = frame.buffer(LONGEST_MESSAGE);
    for (int i = 0; i < MOST_MESSAGES; i++) {
      long length = call(frame, SyscallNumber.READ, context, line.address(), line.size());
      if (length < 0) {
        break;
      }
      log.add(message(PathBytes.decode(line.bytes((int) length))));
    }
    Errno errno = Errno.ofResult(result);
    throw log.length() == 0
        ? new KernelException(call.get(), errno)
        : new KernelException(call.get(), errno, log.toString());
  }

  /** Each message starts with its level, {@code e}, {@code w} or {@code i}, and a space. */
  private static String message(String line) {
    return Wording.safe(line.strip().replaceFirst("^[ewi] ", ""));
  }

  @Override
  default Fd openTree(Descriptor directory, String path, int flags) {
    int number = directory.number();
    try (Frame frame = Frame.open()) {
      long fd =
          call(frame, SyscallNumber.OPEN_TREE, number, text(frame, path), flags | OpenTree.CLOEXEC);
      check(fd, () -> WORDS.openTree(directory, path, flags));
      return new Fd(this, (int) fd);
    }
  }

  @Override
  default void mountSetattr(
      Descriptor mount,
      String path,
      int atFlags,
      long set,
      long clear,
      long propagation,
      @Nullable Descriptor userNamespace) {
    int number = mount.number();
    int mapping = userNamespace == null ? 0 : userNamespace.number();
    try (Frame frame = Frame.open()) {
      MountAttributes attributes = new MountAttributes(frame, set, clear, propagation, mapping);
      check(
          call(
              frame,
              SyscallNumber.MOUNT_SETATTR,
              number,
              text(frame, path),
              atFlags,
              attributes.address(),
              MountAttributes.SIZE),
          () -> WORDS.mountSetattr(mount, path, atFlags, set, clear, propagation, userNamespace));
    }
  }

  @Override
  default void moveMount(
      Descriptor from, String fromPath, Descriptor to, String toPath, int flags) {
    int source = from.number();
    int target = to.number();
    try (Frame frame = Frame.open()) {
      check(
          call(
              frame,
              SyscallNumber.MOVE_MOUNT,
              source,
              text(frame, fromPath),
              target,
              text(frame, toPath),
              flags),
          () -> WORDS.moveMount(from, fromPath, to, toPath, flags));
    }
  }

  @Override
  default void umount(String path, int flags) {
    try (Frame frame = Frame.open()) {
      check(
          call(frame, SyscallNumber.UMOUNT2, text(frame, path), flags),
          () -> WORDS.umount(path, flags));
    }
  }
}
