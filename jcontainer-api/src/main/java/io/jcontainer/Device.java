package io.jcontainer;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A device of the host that a container may use. Whoever is root in the container may read and
 * write it: gives up the isolation that the device itself does not keep.
 *
 * @param host absolute path of the device node on the host; must exist when the container starts
 * @param target absolute path beneath {@code /dev} in the container
 */
public record Device(Path host, String target) {
  private static final Pattern TARGET =
      Pattern.compile("/dev(/(?!\\.{1,2}(/|$))[^/\\p{Cntrl}]{1,255}){1,4}");
  private static final Pattern OURS =
      Pattern.compile(
          "/dev/(null|zero|full|random|urandom|tty|console|fd|stdin|stdout|stderr|ptmx"
              + "|(pts|shm|mqueue)(/.*)?)");

  /** Refuses a target that is not beneath {@code /dev}, or that every container has. */
  public Device {
    host = host.toAbsolutePath().normalize();
    if (!TARGET.matcher(target).matches()) {
      throw new InvalidSpecException(
          "device target \"" + Text.printable(target) + "\"",
          "write a path beneath /dev without . and ..");
    }
    if (OURS.matcher(target).matches()) {
      throw new InvalidSpecException(
          "device target " + target, "every container has one of its own there");
    }
  }
}
