package io.jcontainer.linux.security;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of the kernel's own file systems a container does not see, and what it sees without being
 * able to change it.
 *
 * <p>A masked path shows nothing: a file is covered by an empty device, a directory by an empty
 * read-only file system. Which of the two a path is shows when it is opened; one that this kernel
 * does not have needs no mask. Paths are relative to the mount that they are opened beneath.
 */
public final class ProcPolicy {
  /** Where {@link #masked} needs the names of: {@code /sys/devices/system/cpu}. */
  public static final KernelPath CPUS = new KernelPath(Mount.SYS, "devices/system/cpu");

  private static final Pattern CPU = Pattern.compile("cpu[0-9]{1,6}");

  /**
   * Sensors, keys and tables of the whole machine. {@code interrupts} and the powercap meters let
   * one container watch what another is typing or computing; {@code kcore} is the machine's memory;
   * {@code keys} and {@code timer_list} name other processes' objects.
   */
  private static final List<KernelPath> MASKED =
      List.of(
          proc("acpi"),
          proc("asound"),
          proc("interrupts"),
          proc("kcore"),
          proc("keys"),
          proc("latency_stats"),
          proc("sched_debug"),
          proc("scsi"),
          proc("timer_list"),
          proc("timer_stats"),
          sys("devices/virtual/powercap"),
          sys("firmware"));

  private static final List<KernelPath> READ_ONLY =
      List.of(proc("bus"), proc("fs"), proc("irq"), proc("sys"), proc("sysrq-trigger"));

  private ProcPolicy() {}

  /** The mount that a path is beneath. */
  public enum Mount {
    /** {@code /proc}. */
    PROC,
    /** {@code /sys}. */
    SYS
  }

  /**
   * A path in one of the kernel's file systems.
   *
   * @param mount which one
   * @param path relative to its root, no leading slash
   */
  public record KernelPath(Mount mount, String path) {
    /** Reads an absolute path, {@code /proc/…} or {@code /sys/…}. */
    public static KernelPath parse(String absolute) {
      if (absolute.startsWith("/proc/")) {
        return proc(absolute.substring("/proc/".length()));
      }
      if (absolute.startsWith("/sys/")) {
        return sys(absolute.substring("/sys/".length()));
      }
      throw new IllegalArgumentException(absolute + " is not beneath /proc or /sys");
    }

    @Override
    public String toString() {
      return switch (mount) {
        case PROC -> "/proc/" + path;
        case SYS -> "/sys/" + path;
      };
    }
  }

  /**
   * What a container does not see.
   *
   * @param cpuNames the names in {@link #CPUS}, of which each processor's has a count of how often
   *     it got too hot
   */
  public static List<KernelPath> masked(Collection<String> cpuNames) {
    Stream<KernelPath> throttles =
        cpuNames.stream()
            .filter(name -> CPU.matcher(name).matches())
            .sorted()
            .map(name -> sys(CPUS.path() + "/" + name + "/thermal_throttle"));
    return Stream.concat(MASKED.stream(), throttles).toList();
  }

  /** What a container can read and not write: settings of the machine, and its emergency keys. */
  public static List<KernelPath> readOnly() {
    return READ_ONLY;
  }

  private static KernelPath proc(String path) {
    return new KernelPath(Mount.PROC, path);
  }

  private static KernelPath sys(String path) {
    return new KernelPath(Mount.SYS, path);
  }
}
