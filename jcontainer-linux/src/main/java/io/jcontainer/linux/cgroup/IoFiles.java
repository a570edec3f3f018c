package io.jcontainer.linux.cgroup;

import io.jcontainer.DeviceRate;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.IoLimits;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.linux.cgroup.Setting.Need;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Limits of disks as writes to control group files (kernel documentation {@code
 * admin-guide/cgroup-v2}, IO, and {@code admin-guide/cgroup-v1/blkio-controller}).
 */
final class IoFiles {
  private static final String MAX = "io.max";
  private static final int TYPE = 0170000;
  private static final int BLOCK_DEVICE = 0060000;

  /** What a group has of itself. */
  private static final String USUAL_WEIGHT = "100";

  private static final String NONE_V1 = "0";

  private IoFiles() {}

  /** The four limits of a device: what v2 and v1 call each. */
  private enum Rate {
    RBPS("read_bps"),
    WBPS("write_bps"),
    RIOPS("read_iops"),
    WIOPS("write_iops");

    private final String v1;

    Rate(String v1) {
      this.v1 = v1;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    String file() {
      return "blkio.throttle." + v1 + "_device";
    }

    OptionalLong of(DeviceRate rate) {
      return switch (this) {
        case RBPS -> rate.readBytes().stream().mapToLong(size -> size.bytes()).findFirst();
        case WBPS -> rate.writeBytes().stream().mapToLong(size -> size.bytes()).findFirst();
        case RIOPS -> rate.readOperations();
        case WIOPS -> rate.writeOperations();
      };
    }
  }

  /** The controller that disks have. */
  static Controller controller(boolean v2) {
    return v2 ? Controller.IO : Controller.BLKIO;
  }

  /**
   * The writes that make these limits.
   *
   * @throws InvalidSpecException if a device is none
   */
  static List<Setting> settings(Kernel kernel, IoLimits limits, boolean v2) {
    List<Setting> settings = new ArrayList<>();
    limits.weight().ifPresent(weight -> settings.addAll(weight("" + weight, Need.REQUESTED, v2)));
    for (DeviceRate rate : limits.rates()) {
      String device = number(kernel, rate.device());
      for (Rate each : Rate.values()) {
        each.of(rate)
            .ifPresent(limit -> settings.add(rate(each, device, Long.toString(limit), v2)));
      }
    }
    return settings;
  }

  /** Which of the two files counts is a matter of each disk's scheduler. */
  private static List<Setting> weight(String weight, Need need, boolean v2) {
    if (!v2) {
      Setting older = new Setting(Controller.BLKIO, "blkio.weight", weight, need);
      return List.of(
          either(new Setting(Controller.BLKIO, "blkio.bfq.weight", weight, need), older));
    }
    Setting cost = new Setting(Controller.IO, "io.weight", weight, need);
    return List.of(
        new Setting(Controller.IO, "io.weight", weight, Need.WHERE_POSSIBLE),
        either(new Setting(Controller.IO, "io.bfq.weight", weight, need), cost));
  }

  private static Setting either(Setting first, Setting second) {
    return new Setting(
        first.controller(), first.file(), first.value(), first.need(), Optional.of(second));
  }

  private static Setting rate(Rate rate, String device, String limit, boolean v2) {
    return v2
        ? new Setting(Controller.IO, MAX, device + " " + rate.key() + "=" + limit, Need.REQUESTED)
        : new Setting(Controller.BLKIO, rate.file(), device + " " + limit, Need.REQUESTED);
  }

  /** As the kernel names a device: {@code major:minor}. */
  private static String number(Kernel kernel, Path device) {
    FileStatus status;
    try {
      status = kernel.stat(Descriptor.CWD, device.toString(), 0);
    } catch (KernelException e) {
      throw new InvalidSpecException(
          "rate of " + device, "it cannot be looked at: " + e.errno() + "; name a block device");
    }
    if ((status.mode() & TYPE) != BLOCK_DEVICE) {
      throw new InvalidSpecException(
          "rate of " + device, "it is no block device; name that of a whole disk, as lsblk shows");
    }
    String number = status.rdevMajor() + ":" + status.rdevMinor();
    if (isPartition(kernel, number)) {
      throw new InvalidSpecException(
          "rate of " + device, "it is a partition; name the whole disk, whose queue is limited");
    }
    return number;
  }

  private static boolean isPartition(Kernel kernel, String number) {
    try {
      var _ = kernel.stat(Descriptor.CWD, "/sys/dev/block/" + number + "/partition", 0);
      return true;
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return false;
      }
      throw CgroupFailure.of("look at device " + number, e);
    }
  }

  /** What an update leaves of earlier limits: nothing but those in it. */
  static void update(GroupSet groups, IoLimits limits, boolean v2) {
    groups.of(controller(v2)).ifPresent(group -> reset(group, limits, v2));
    groups.set(settings(groups.all().getFirst().kernel(), limits, v2));
  }

  private static void reset(GroupDir group, IoLimits limits, boolean v2) {
    if (limits.weight().isEmpty()) {
      weight(USUAL_WEIGHT, Need.UNLIMITED, v2).forEach(setting -> setting.apply(group));
    }
    for (Rate rate : Rate.values()) {
      for (String device : limited(group, v2 ? MAX : rate.file())) {
        if (v2) {
          group.write(MAX, device + " " + rate.key() + "=max");
        } else {
          group.write(rate.file(), device + " " + NONE_V1);
        }
      }
    }
  }

  /** The devices that a file has a line for: {@code major:minor} is its first word. */
  private static Set<String> limited(GroupDir group, String file) {
    Set<String> devices = new HashSet<>();
    group
        .find(file)
        .ifPresent(
            content ->
                content
                    .lines()
                    .map(line -> line.split(" ")[0])
                    .filter(device -> device.contains(":"))
                    .forEach(devices::add));
    return devices;
  }
}
