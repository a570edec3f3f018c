package io.jcontainer.linux.cgroup;

import io.jcontainer.CgroupException;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A file whose content the kernel makes up when it is read: of a control group, or of /proc. */
final class ControlFile {
  private static final int BUFFER = 8192;

  private ControlFile() {}

  /** The whole file; a failed call is thrown as it is. */
  static String read(Kernel kernel, Descriptor directory, String path) {
    try (Fd file = kernel.open(directory, path, O.RDONLY, 0)) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      byte[] buffer = new byte[BUFFER];
      int count = kernel.read(file, buffer, 0, BUFFER);
      while (count > 0) {
        content.write(buffer, 0, count);
        count = kernel.read(file, buffer, 0, BUFFER);
      }
      return content.toString(StandardCharsets.UTF_8);
    }
  }

  /** The whole file, or nothing where there is none of that name, or its group is gone. */
  static Optional<String> find(Kernel kernel, Descriptor directory, String path) {
    try {
      return Optional.of(read(kernel, directory, path));
    } catch (KernelException e) {
      if (CgroupFailure.isGone(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A file at a fixed path of the host, such as in /proc. */
  static String readPath(Kernel kernel, String path) {
    try {
      return read(kernel, Descriptor.CWD, path);
    } catch (KernelException e) {
      throw new CgroupException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** One {@code write(2)}: the kernel takes a setting only whole. */
  static void write(Kernel kernel, Descriptor directory, String path, String value) {
    try (Fd file = kernel.open(directory, path, O.WRONLY, 0)) {
      byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
      kernel.write(file, bytes, 0, bytes.length);
    }
  }

  /** The words of a file that is a list of words. */
  static List<String> words(String content) {
    return content.isBlank() ? List.of() : List.of(content.strip().split("\\s+"));
  }

  /** The number that is the whole content; {@code max} and what does not fit are the greatest. */
  static long number(String content) {
    String text = content.strip();
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text.equals("max") ? Long.MAX_VALUE : 0;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** The number beside a key, in a file of lines {@code key number}; zero where it has no such. */
  static long number(String content, String key) {
    return content
        .lines()
        .filter(line -> line.startsWith(key + " "))
        .mapToLong(line -> number(line.substring(key.length() + 1)))
        .findFirst()
        .orElse(0);
  }
}
