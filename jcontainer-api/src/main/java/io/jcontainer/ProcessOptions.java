package io.jcontainer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a container's first process is beside its command.
 *
 * @param init whether an init comes first, whose child the command is
 * @param groups that the command is in on top of those of its user, names of the image or numbers
 */
public record ProcessOptions(boolean init, Set<String> groups) {
  private static final Pattern GROUP = Pattern.compile("[^:,\\p{Cntrl}\\s]+");

  /** Copies the set. */
  public ProcessOptions {
    groups = Set.copyOf(groups);
  }

  /** The command alone, in the groups of its user. */
  public static ProcessOptions defaults() {
    return new ProcessOptions(false, Set.of());
  }

  /** The same with an init. */
  public ProcessOptions withInit() {
    return new ProcessOptions(true, groups);
  }

  /** The same with more groups. */
  public ProcessOptions withGroups(List<String> more) {
    Set<String> all = new LinkedHashSet<>(groups);
    for (String group : more) {
      if (!GROUP.matcher(group).matches()) {
        throw new InvalidSpecException(
            "group \"" + Text.printable(group) + "\"", "write the name or the number of one group");
      }
      all.add(group);
    }
    return new ProcessOptions(init, all);
  }
}
