package io.jcontainer;

import java.util.Arrays;

/**
 * A user name and a password for one registry, or an identity token. Password and token are kept
 * out of {@link #toString}, of messages and of equality by text.
 */
public final class RegistryCredentials {
  /** What Docker and its credential helpers write for a user that is a token. */
  private static final String TOKEN_USER = "<token>";

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

  /**
   * An identity token: what a token service gave for a password, so that the password need not be
   * kept. It is of use for registries with a token service only, by OAuth 2 (RFC 6749, 6).
   */
  public static RegistryCredentials ofIdentityToken(char[] token) {
    return new RegistryCredentials(TOKEN_USER, token);
  }

  /** Whether the password is an identity token, and the user name stands for that. */
  public boolean isIdentityToken() {
    return user.equals(TOKEN_USER);
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
