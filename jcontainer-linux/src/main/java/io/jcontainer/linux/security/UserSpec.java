package io.jcontainer.linux.security;

import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code user[:group]} as written in an image or by a caller, each part a number or a name.
 *
 * <p>Digits are a number and never a name, whatever the image says; what other programs might read
 * as a number ({@code +1}, {@code 0x0}) is neither. Engines that looked such texts up ran processes
 * as root (CVE-2016-3697, CVE-2024-40635).
 *
 * @param user who
 * @param group the primary group, or empty for the one that goes with the user
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image
 *     specification, configuration: User</a>
 */
record UserSpec(Part user, Optional<Part> group) {
  /** The highest id there is: (uid_t) -1 means "no change" to the kernel. */
  static final long HIGHEST = 0xFFFF_FFFEL;

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern ALMOST_NUMBER = Pattern.compile("[-+]?(?:[0-9]+|0[xX][0-9a-fA-F]*)");
  private static final Pattern NAME = Pattern.compile("[^-+\\p{Cntrl}\\s:,][^\\p{Cntrl}\\s:,]*");

  /** One half. */
  sealed interface Part {}

  /**
   * A number.
   *
   * @param id 0 to {@link #HIGHEST}
   */
  record Id(long id) implements Part {}

  /**
   * A name, to be looked up.
   *
   * @param name not all digits, no sign before it, no control character or white space in it
   */
  record Name(String name) implements Part {}

  /**
   * Reads {@code user}, {@code user:group} or, as some images have it for an unset variable, {@code
   * user:}. Nothing at all means root.
   *
   * @throws StartException if it is neither
   */
  static UserSpec parse(String text) {
    if (text.isEmpty()) {
      return new UserSpec(new Id(0), Optional.empty());
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new UserSpec(part("user", text), Optional.empty());
    }
    String group = text.substring(colon + 1);
    return new UserSpec(
        part("user", text.substring(0, colon)),
        group.isEmpty() ? Optional.empty() : Optional.of(part("group", group)));
  }

  /**
   * Reads one group.
   *
   * @throws StartException if it is neither name nor number
   */
  static Part group(String text) {
    return part("group", text);
  }

  private static Part part(String what, String text) {
    if (DIGITS.matcher(text).matches()) {
      return new Id(id(what, text));
    }
    if (ALMOST_NUMBER.matcher(text).matches()) {
      throw refused(what, text, "an id is written in decimal digits alone");
    }
    if (!NAME.matcher(text).matches()) {
      throw refused(what, text, "that is neither a number nor a name");
    }
    return new Name(text);
  }

  private static long id(String what, String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > 10 || Long.parseLong(significant) > HIGHEST) {
      throw refused(what, digits, "ids go from 0 to " + HIGHEST);
    }
    return Long.parseLong(significant);
  }

  private static StartException refused(String what, String text, String why) {
    return new StartException(
        Reason.USER, "cannot read " + what + " \"" + text + "\": " + why, null);
  }
}
