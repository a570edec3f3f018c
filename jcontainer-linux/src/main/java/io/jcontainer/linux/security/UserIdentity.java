package io.jcontainer.linux.security;

import java.util.List;

/**
 * Who a process is, in numbers as the container sees them, all within 0 to 2<sup>32</sup>-2.
 *
 * @param uid user
 * @param gid primary group
 * @param groups every group to set with {@code setgroups(2)}, the primary one first, none twice.
 *     They are always set: a process without its own group escapes rules that deny that group
 *     something (CVE-2022-36109)
 * @param home the home directory, {@code /} if the image names none
 * @param name the login name, or the number as text if the image has no name for it
 */
public record UserIdentity(long uid, long gid, List<Long> groups, String home, String name) {
  /** Copies the groups. */
  public UserIdentity {
    groups = List.copyOf(groups);
  }
}
