package io.jcontainer.kernel;

import static io.jcontainer.kernel.SystemCalls.call;
import static io.jcontainer.kernel.SystemCalls.check;
import static io.jcontainer.kernel.SystemCalls.text;

import io.jcontainer.kernel.ffi.Buffer;
import io.jcontainer.kernel.ffi.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@link XattrCalls} on this machine: a part of {@link LinuxKernel}.
 *
 * <p>The kernel answers EBADF for an O_PATH file; the call is then made by its /proc/self/fd link,
 * which leads to the file itself, be it a symbolic link.
 */
interface LinuxXattrCalls extends Kernel {
  /** Most values and lists are shorter. */
  int FIRST_GUESS = 256;

  long NO_DESCRIPTOR = -Errno.EBADF.number();
  long TOO_SMALL = -Errno.ERANGE.number();

  XattrWording WORDS = new XattrWording(new Wording());

  @Override
  default void setXattr(Descriptor file, String name, byte[] value) {
    int number = file.number();
    try (Frame frame = Frame.open()) {
      long key = text(frame, name);
      Buffer memory = frame.buffer(value.length);
      memory.write(value, 0, value.length);
      long from = memory.address();
      int size = value.length;
      long result = call(frame, SyscallNumber.FSETXATTR, number, key, from, size);
      if (result == NO_DESCRIPTOR) {
        result = call(frame, SyscallNumber.SETXATTR, link(frame, number), key, from, size);
      }
      check(result, () -> WORDS.set(file, name, value));
    }
  }

  @Override
  default byte[] getXattr(Descriptor file, String name) {
    int number = file.number();
    try (Frame frame = Frame.open()) {
      long key = text(frame, name);
      return growing(
          frame,
          (to, size) -> {
            long length = call(frame, SyscallNumber.FGETXATTR, number, key, to, size);
            return length == NO_DESCRIPTOR
                ? call(frame, SyscallNumber.GETXATTR, link(frame, number), key, to, size)
                : length;
          },
          () -> WORDS.get(file, name));
    }
  }

  @Override
  default List<String> listXattrs(Descriptor file) {
    int number = file.number();
    byte[] names;
    try (Frame frame = Frame.open()) {
      names =
          growing(
              frame,
              (to, size) -> {
                long length = call(frame, SyscallNumber.FLISTXATTR, number, to, size);
                return length == NO_DESCRIPTOR
                    ? call(frame, SyscallNumber.LISTXATTR, link(frame, number), to, size)
                    : length;
              },
              () -> WORDS.list(file));
    }
    return split(names);
  }

  /** Asks again with the size that is needed, as often as it grew in between. */
  private static byte[] growing(Frame frame, Getter getter, Supplier<String> call) {
    Buffer memory = frame.buffer(FIRST_GUESS);
    long length = getter.get(memory.address(), memory.size());
    while (length == TOO_SMALL) {
      memory = frame.buffer(check(getter.get(0, 0), call));
      length = memory.size() == 0 ? 0 : getter.get(memory.address(), memory.size());
    }
    return memory.bytes((int) check(length, call));
  }

  private static long link(Frame frame, int number) {
    return text(frame, SystemCalls.link(number));
  }

  private static List<String> split(byte[] names) {
    List<String> list = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < names.length; i++) {
      if (names[i] == 0) {
        list.add(PathBytes.decode(Arrays.copyOfRange(names, start, i)));
        start = i + 1;
      }
    }
    return list;
  }

  /** A call that fills memory and says how much, or {@code -errno}. */
  interface Getter {
    long get(long address, long size);
  }
}
