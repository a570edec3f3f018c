package io.jcontainer.images.registry;

import java.io.IOException;

/** The client was closed while something was under way: there is nothing to try again. */
final class ClosedClientException extends IOException {
  private static final long serialVersionUID = 1L;

  ClosedClientException() {
    super("the registry client was closed");
  }
}
