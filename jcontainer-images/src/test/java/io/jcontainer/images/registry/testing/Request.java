package io.jcontainer.images.registry.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that a {@link FaultyServer} got.
 *
 * @param method such as {@code GET}
 * @param target path and query as sent
 * @param headers by name in lower case, in the order they came
 */
public record Request(String method, String target, Map<String, List<String>> headers) {
  /** The target without its query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The first value of a header. */
  public Optional<String> header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, List.of()).stream().findFirst();
  }
}
