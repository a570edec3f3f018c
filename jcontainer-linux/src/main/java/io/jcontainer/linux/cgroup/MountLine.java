package io.jcontainer.linux.cgroup;

import java.util.List;
import java.util.Set;

/**
 * A line of {@code /proc/self/mountinfo} ({@code proc_pid_mountinfo(5)}).
 *
 * @param id of the mount
 * @param parent the mount it lies on
 * @param root the directory of the file system that is seen at the mount point
 * @param mountPoint where it is mounted
 * @param options of the mount, such as {@code ro}
 * @param type of file system
 * @param superOptions of the file system: the controllers of a v1 hierarchy
 */
record MountLine(
    int id,
    int parent,
    String root,
    String mountPoint,
    Set<String> options,
    String type,
    Set<String> superOptions) {
  private static final int FIRST_OPTIONAL_FIELD = 6;
  private static final int FIELDS_AFTER_SEPARATOR = 3;

  /** Reads the whole file. A line that does not have the documented fields is left out. */
  static List<MountLine> parse(String file) {
    return file.lines().flatMap(line -> of(line.split(" ", -1)).stream()).toList();
  }

  private static List<MountLine> of(String[] fields) {
    int separator = FIRST_OPTIONAL_FIELD;
    while (separator < fields.length && !fields[separator].equals("-")) {
      separator++;
    }
    if (separator + FIELDS_AFTER_SEPARATOR >= fields.length) {
      return List.of();
    }
    try {
      return List.of(
          new MountLine(
              Integer.parseInt(fields[0]),
              Integer.parseInt(fields[1]),
              unescape(fields[3]),
              unescape(fields[4]),
              options(fields[5]),
              fields[separator + 1],
              options(fields[separator + 3])));
    } catch (NumberFormatException e) {
      return List.of();
    }
  }

  private static Set<String> options(String field) {
    return Set.copyOf(List.of(field.split(",", -1)));
  }

  /** Undoes the kernel's {@code \ooo} for space, tab, newline, backslash and hash. */
  static String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder plain = new StringBuilder(field.length());
    int at = 0;
    while (at < field.length()) {
      int code = octal(field, at);
      plain.append(code < 0 ? field.charAt(at) : (char) code);
      at += code < 0 ? 1 : 4;
    }
    return plain.toString();
  }

  private static int octal(String field, int at) {
    if (field.charAt(at) != '\\' || at + 4 > field.length()) {
      return -1;
    }
    int code = 0;
    for (int i = at + 1; i < at + 4; i++) {
      int digit = field.charAt(i) - '0';
      if (digit < 0 || digit > 7) {
        return -1;
      }
      code = code * 8 + digit;
    }
    return code <= 0xff ? code : -1;
  }

  /** Whether another mount lies on top of it, at the same place. */
  boolean isCovered(List<MountLine> all) {
    return all.stream()
        .anyMatch(
            other -> other.parent == id && other.id != id && other.mountPoint.equals(mountPoint));
  }
}
