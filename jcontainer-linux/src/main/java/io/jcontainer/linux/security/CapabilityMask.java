package io.jcontainer.linux.security;

import io.jcontainer.Capability;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A set of capabilities as the kernel writes one: bit <i>n</i> stands for capability number
 * <i>n</i>, as in {@code capset(2)} and the {@code Cap*} lines of {@code /proc/<pid>/status}.
 *
 * @param bits the set
 */
public record CapabilityMask(long bits) {
  /** {@code _LINUX_CAPABILITY_U32S_3}: two 32-bit words. */
  private static final int MOST = 64;

  /** The enumeration is in the kernel's order. */
  private static final List<Capability> BY_NUMBER = List.of(Capability.values());

  /** The set of these capabilities. */
  public static CapabilityMask of(Set<Capability> capabilities) {
    return new CapabilityMask(
        capabilities.stream().mapToLong(capability -> 1L << BY_NUMBER.indexOf(capability)).sum());
  }

  /** Whether the set has the capability of this number. */
  public boolean has(int number) {
    return (bits >>> number & 1) == 1;
  }

  /**
   * What has to go from the bounding set ({@code prctl(2)} PR_CAPBSET_DROP) so that at most this
   * set stays: every number the kernel has and the set lacks, also those that have no name here.
   *
   * @param last the kernel's highest number, as {@code /proc/sys/kernel/cap_last_cap} says it
   * @return numbers in ascending order
   * @throws StartException if the set has one that the kernel has not: a container would start with
   *     less than it was promised
   */
  public List<Integer> missing(int last) {
    if (last < 0 || last >= MOST) {
      throw new IllegalArgumentException(
          "the kernel's last capability is " + last + ", not within 0 to " + (MOST - 1));
    }
    int highest = MOST - 1 - Long.numberOfLeadingZeros(bits);
    if (highest > last) {
      throw new StartException(
          Reason.SETUP,
          "cannot give the container "
              + name(highest)
              + ": this kernel's last capability is "
              + name(last)
              + "; leave it out or use a newer kernel",
          null);
    }
    return IntStream.rangeClosed(0, last).filter(number -> !has(number)).boxed().toList();
  }

  private static String name(int number) {
    return number < BY_NUMBER.size()
        ? BY_NUMBER.get(number).toString()
        : "capability number " + number;
  }
}
