package io.jcontainer;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The processors that a container runs on, and the memory nodes that it gets memory of ({@code
 * cpuset(7)}, list format): {@code 0-3,6}.
 *
 * @param processors by number
 * @param memoryNodes by number; empty for all that this process may use
 */
public record CpuSet(String processors, Optional<String> memoryNodes) {
  private static final Pattern LIST =
      Pattern.compile("\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*");

  /** Refuses what is no list of numbers and ranges. */
  public CpuSet {
    check("processors", processors);
    memoryNodes.ifPresent(nodes -> check("memory nodes", nodes));
  }

  /** Processors, and all memory. */
  public static CpuSet of(String processors) {
    return new CpuSet(processors, Optional.empty());
  }

  private static void check(String what, String list) {
    if (!LIST.matcher(list).matches() || list.length() > 1024) {
      throw new InvalidSpecException(
          what + " \"" + Text.printable(list) + "\"", "write numbers and ranges, such as 0-3,6");
    }
  }
}
