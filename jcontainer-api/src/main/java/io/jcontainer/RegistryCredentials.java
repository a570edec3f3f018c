package io.jcontainer;

import java.util.Arrays;

/**
 * A user name and a password for one registry. The password is kept out of {@link #toString}, of
 * messages and of equality by text.
 */
public final class RegistryCredentials {
  private final String user;
  private final char[] password;

  /** Keeps a copy of the password. */
  public RegistryCredentials(String user, char[] password) {
    if (user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidSpecException(
          "registry user name", "it holds a colon or a control character");
    }
    this.user = user;
    this.password = password.clone();
  }

  /** The user name. */
  public String user() {
    return user;
  }

  /** A copy of the password, to be wiped by whoever asked. */
  public char[] password() {
    return password.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegistryCredentials that
        && user.equals(that.user)
        && Arrays.equals(password, that.password);
  }

  @Override
  public int hashCode() {
    return user.hashCode();
  }

  /** The user name and no password. */
  @Override
  public String toString() {
    return "RegistryCredentials[" + user + ", ***]";
  }
}
