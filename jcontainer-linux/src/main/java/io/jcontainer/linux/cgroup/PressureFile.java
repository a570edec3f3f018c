package io.jcontainer.linux.cgroup;

import io.jcontainer.Stats.Pressure;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.KernelException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files {@code cpu.pressure} and so on of a v2 group, which it has without any controller
 * (since Linux 4.20). Reading fails with EOPNOTSUPP where the kernel was told not to count.
 */
final class PressureFile {
  private PressureFile() {}

  /** All that the group has, by what is waited for. */
  static Map<String, Pressure> all(GroupDir group) {
    Map<String, Pressure> found = new TreeMap<>();
    for (String what : new String[] {"cpu", "memory", "io"}) {
      try {
        ControlFile.find(group.kernel(), group.parent(), group.name() + "/" + what + ".pressure")
            .ifPresent(content -> found.put(what, parse(content)));
      } catch (KernelException e) {
        if (!e.errno().equals(Errno.EOPNOTSUPP)) {
          throw CgroupFailure.of("read " + what + ".pressure of control group " + group, e);
        }
      }
    }
    return found;
  }

  /** Two lines of {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=12}, in microseconds. */
  static Pressure parse(String content) {
    return new Pressure(total(content, "some "), total(content, "full "));
  }

  private static Duration total(String content, String line) {
    return content
        .lines()
        .filter(each -> each.startsWith(line) && each.contains(" total="))
        .map(each -> each.substring(each.indexOf(" total=") + " total=".length()))
        .map(text -> Duration.ofNanos(ControlFile.number(text) * 1000))
        .findFirst()
        .orElse(Duration.ZERO);
  }
}
