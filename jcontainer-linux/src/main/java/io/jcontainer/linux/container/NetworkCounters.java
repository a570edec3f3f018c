package io.jcontainer.linux.container;

import io.jcontainer.Stats.Network;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code net/dev} of a process: two lines of headings, then one for each interface. */
final class NetworkCounters {
  private static final int HEADINGS = 2;
  private static final int FIELDS = 16;

  private NetworkCounters() {}

  /**
   * The interfaces as the process itself sees them. The directory in {@code /proc} is that of this
   * very process and no other that has its number later: the process was still there, unwaited for,
   * after it was opened.
   */
  static Map<String, Network> of(Kernel kernel, int pid, Descriptor pidfd) {
    int directory = O.PATH | O.DIRECTORY | O.CLOEXEC;
    try (Fd proc = kernel.open(Descriptor.CWD, "/proc/" + pid, directory, 0)) {
      kernel.pidfdSendSignal(pidfd, 0);
      try (Fd file = kernel.open(proc, "net/dev", O.RDONLY | O.CLOEXEC, 0)) {
        return parse(readAll(kernel, file));
      }
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ESRCH)
          || e.errno().equals(Errno.ENOENT)
          || e.errno().equals(Errno.EINVAL)) {
        // it has just ended: nobody is left in its namespace to ask
        return Map.of();
      }
      throw e;
    }
  }

  private static String readAll(Kernel kernel, Fd file) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    int count = kernel.read(file, buffer, 0, buffer.length);
    while (count > 0) {
      content.write(buffer, 0, count);
      count = kernel.read(file, buffer, 0, buffer.length);
    }
    return content.toString(StandardCharsets.UTF_8);
  }

  static Map<String, Network> parse(String content) {
    Map<String, Network> networks = new TreeMap<>();
    for (String line : content.lines().skip(HEADINGS).toList()) {
      int colon = line.lastIndexOf(':');
      if (colon < 0) {
        continue;
      }
      List<Long> fields = numbers(line.substring(colon + 1));
      if (fields.size() == FIELDS) {
        networks.put(
            line.substring(0, colon).strip(),
            new Network(
                fields.get(0),
                fields.get(1),
                fields.get(3),
                fields.get(8),
                fields.get(9),
                fields.get(11)));
      }
    }
    return networks;
  }

  private static List<Long> numbers(String text) {
    return List.of(text.strip().split("\\s+")).stream().map(Long::parseUnsignedLong).toList();
  }
}
