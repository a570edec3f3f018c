package io.jcontainer.images.registry;

import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wanted from a registry.
 *
 * @param registry who is asked
 * @param scope what a token has to be good for, such as {@code repository:library/redis:pull};
 *     several with spaces between them; empty for any
 * @param path beginning with {@code /v2/}
 * @param headers to send along everywhere: nothing secret
 * @param what it is, for messages, such as {@code get manifest of library/redis:7}
 * @param method such as GET
 * @param target where the registry told us to go for it, instead of the path
 * @param body what is sent along
 */
record Call(
    RegistryAddress registry,
    String scope,
    String path,
    Map<String, String> headers,
    String what,
    String method,
    Optional<URI> target,
    Optional<Body> body) {
  /** A GET. */
  Call(
      RegistryAddress registry,
      String scope,
      String path,
      Map<String, String> headers,
      String what) {
    this(registry, scope, path, headers, what, "GET", Optional.empty(), Optional.empty());
  }

  /** The same with other headers. */
  Call withHeaders(Map<String, String> others) {
    return new Call(registry, scope, path, others, what, method, target, body);
  }

  /** The same with another method. */
  Call withMethod(String other) {
    return new Call(registry, scope, path, headers, what, other, target, body);
  }

  /** The same with something to send. */
  Call withBody(Body other) {
    return new Call(registry, scope, path, headers, what, method, target, Optional.of(other));
  }

  /** The same at the place that the registry named. */
  Call at(URI place) {
    return new Call(registry, scope, path, headers, what, method, Optional.of(place), body);
  }

  /** Where to send it. */
  URI uri() {
    return target.orElseGet(() -> registry.origin().uri(path));
  }

  /** The error that says this could not be done. */
  RegistryException failed(Reason reason, String why) {
    return failed(reason, why, null);
  }

  /** The error that says this could not be done because of another one, which holds no secret. */
  RegistryException failed(Reason reason, String why, @Nullable IOException cause) {
    return new RegistryException(registry.name(), reason, "cannot " + what + ": " + why, cause);
  }
}
