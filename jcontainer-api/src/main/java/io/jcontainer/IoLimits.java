package io.jcontainer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the processes of a container may do with disks. A running container's can be changed if it
 * was started with some.
 *
 * @param weight its share of disks that others want as well, 1 to 1000; empty for the kernel's own,
 *     100. It counts on disks that the {@code bfq} scheduler serves, and with {@code io.cost}
 * @param rates at most one for each device
 */
public record IoLimits(OptionalInt weight, List<DeviceRate> rates) {
  private static final int GREATEST_WEIGHT = 1000;
  private static final IoLimits NONE = new IoLimits(OptionalInt.empty(), List.of());

  /** Refuses a weight that no kernel takes, and two rates of a device. */
  public IoLimits {
    rates = List.copyOf(rates);
    if (weight.isPresent() && (weight.getAsInt() < 1 || weight.getAsInt() > GREATEST_WEIGHT)) {
      throw new InvalidSpecException(
          "io weight " + weight.getAsInt(), "it is between 1 and " + GREATEST_WEIGHT);
    }
    if (rates.stream().map(DeviceRate::device).distinct().count() < rates.size()) {
      throw new InvalidSpecException("io rates", "give each device one, with all its limits");
    }
  }

  /** No limit. */
  public static IoLimits none() {
    return NONE;
  }

  /** Whether nothing is limited. */
  public boolean isEmpty() {
    return weight.isEmpty() && rates.isEmpty();
  }

  /** The same with a share. */
  public IoLimits withWeight(int share) {
    return new IoLimits(OptionalInt.of(share), rates);
  }

  /** The same with the rate of one more device. */
  public IoLimits withRate(DeviceRate rate) {
    List<DeviceRate> more = new ArrayList<>(rates);
    more.add(rate);
    return new IoLimits(weight, more);
  }
}
