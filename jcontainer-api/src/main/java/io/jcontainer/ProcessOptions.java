package io.jcontainer;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a container's first process is beside its command.
 *
 * @param init whether an init comes first, whose child the command is
 * @param groups that the command is in on top of those of its user, names of the image or numbers
 * @param channels descriptors of the command that are the ends of {@linkplain Container#channel
 *     channels} to this process, 3 to 63
 */
public record ProcessOptions(boolean init, Set<String> groups, Set<Integer> channels) {
  private static final int FIRST_CHANNEL = 3;
  private static final int LAST_CHANNEL = 63;

  private static final Pattern GROUP = Pattern.compile("[^:,\\p{Cntrl}\\s]+");

  /** Copies the sets. */
  public ProcessOptions {
    groups = Set.copyOf(groups);
    channels = Collections.unmodifiableSet(new TreeSet<>(channels));
  }

  /** The command alone, in the groups of its user. */
  public static ProcessOptions defaults() {
    return new ProcessOptions(false, Set.of(), Set.of());
  }

  /** The same with an init. */
  public ProcessOptions withInit() {
    return new ProcessOptions(true, groups, channels);
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
    return new ProcessOptions(init, all, channels);
  }

  /** The same with a channel. */
  public ProcessOptions withChannel(int descriptor) {
    if (descriptor < FIRST_CHANNEL || descriptor > LAST_CHANNEL) {
      throw new InvalidSpecException(
          "channel " + descriptor,
          "a descriptor for a channel is between " + FIRST_CHANNEL + " and " + LAST_CHANNEL);
    }
    if (channels.contains(descriptor)) {
      throw new InvalidSpecException("channel " + descriptor, "there is one already");
    }
    Set<Integer> more = new TreeSet<>(channels);
    more.add(descriptor);
    return new ProcessOptions(init, groups, more);
  }
}
