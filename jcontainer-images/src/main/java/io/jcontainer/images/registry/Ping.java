package io.jcontainer.images.registry;

import java.time.Duration;
import java.util.Map;

/**
 * Asks whether a registry is there and takes us: {@code GET /v2/}.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support">
 *     OCI distribution specification, determining support</a>
 */
final class Ping {
  private final AuthorizedHttp http;
  private final Duration limit;

  Ping(AuthorizedHttp http, Duration limit) {
    this.http = http;
    this.limit = limit;
  }

  /** Returns if it does. */
  void check(RegistryAddress registry) {
    Call call = new Call(registry, "", "/v2/", Map.of(), "ask for its version");
    http.get(
        call,
        answer -> {
          try (answer) {
            if (answer.status() != 200) {
              throw Refusal.of(call, answer, limit);
            }
            return answer.status();
          }
        });
  }
}
