package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** A registry could not be reached, refused the request or broke the protocol. */
public final class RegistryException extends ImageException {
  private static final long serialVersionUID = 1L;

  /** What kind of trouble it is. */
  public enum Reason {
    /** The host is unknown, refuses connections, or the connection broke for good. */
    UNREACHABLE,
    /** The registry wants other credentials, or any (HTTP 401 and 403). */
    UNAUTHORIZED,
    /** The registry asks to be left alone for a while (HTTP 429). */
    RATE_LIMITED,
    /** An answer that the distribution specification does not allow. */
    PROTOCOL
  }

  private final String registry;
  private final Reason reason;

  /**
   * Names the registry and the trouble.
   *
   * @param registry host and port
   * @param reason the kind of trouble
   * @param message the operation, what happened, and the likely remedy; without secrets
   * @param cause what was thrown underneath, or null
   */
  public RegistryException(
      String registry, Reason reason, String message, @Nullable Throwable cause) {
    super("registry " + Text.printable(registry) + ": " + Text.message(message), cause);
    this.registry = registry;
    this.reason = reason;
  }

  /** Host and port of the registry. */
  public String registry() {
    return registry;
  }

  /** What kind of trouble it is. */
  public Reason reason() {
    return reason;
  }
}
