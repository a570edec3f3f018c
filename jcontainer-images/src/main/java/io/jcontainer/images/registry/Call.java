package io.jcontainer.images.registry;

import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wanted from a registry.
 *
 * @param registry who is asked
 * @param scope what a token has to be good for, such as {@code repository:library/redis:pull};
 *     empty for any
 * @param path beginning with {@code /v2/}
 * @param headers to send along everywhere: nothing secret
 * @param what it is, for messages, such as {@code get manifest of library/redis:7}
 */
record Call(
    RegistryAddress registry, String scope, String path, Map<String, String> headers, String what) {

  /** The same with other headers. */
  Call withHeaders(Map<String, String> others) {
    return new Call(registry, scope, path, others, what);
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
