package io.jcontainer.linux.container;

import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.linux.rootfs.InRoot;
import io.jcontainer.linux.security.UserDatabase;
import io.jcontainer.linux.security.UserIdentity;
import java.util.List;
import java.util.Set;

/** Finds out who a container's user is, by the image's own files read beneath its root. */
final class ImageUsers {
  private static final int LARGEST_FILE = 1 << 20;

  private ImageUsers() {}

  /**
   * Who the user is.
   *
   * @param root the container's root
   * @param spec {@code user[:group]}; empty for root
   * @param groups further ones, names or numbers
   * @throws StartException if nobody is known by that name, or not within the range
   */
  static UserIdentity resolve(
      Kernel kernel, Descriptor root, String spec, Set<String> groups, IdRange range) {
    InRoot image = new InRoot(kernel, root);
    UserIdentity user;
    try {
      user =
          new UserDatabase(
                  image.readSmall("/etc/passwd", LARGEST_FILE).orElse(null),
                  image.readSmall("/etc/group", LARGEST_FILE).orElse(null))
              .resolve(spec, groups);
    } catch (KernelException e) {
      throw new StartException(
          Reason.USER, "cannot look up user \"" + spec + "\": " + e.getMessage(), e);
    }
    check("user id", List.of(user.uid()), range);
    check("group id", user.groups(), range);
    return user;
  }

  private static void check(String what, List<Long> ids, IdRange range) {
    for (long id : ids) {
      if (id >= range.count()) {
        throw new StartException(
            Reason.USER,
            what + " " + id + " is outside the container's range, 0 to " + (range.count() - 1),
            null);
      }
    }
  }
}
