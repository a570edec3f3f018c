package io.jcontainer.images.registry;

import io.jcontainer.Reference;
import io.jcontainer.images.model.Descriptor;
import java.time.Duration;
import java.util.Map;

/**
 * Asks whether a repository has a blob: {@code HEAD /v2/<name>/blobs/<digest>}.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#checking-if-content-exists-in-the-registry">
 *     OCI distribution specification, checking if content exists</a>
 */
final class BlobHead {
  private final AuthorizedHttp http;
  private final AddressBook book;
  private final Duration limit;

  BlobHead(AuthorizedHttp http, AddressBook book, Duration limit) {
    this.http = http;
    this.book = book;
    this.limit = limit;
  }

  boolean isThere(Reference reference, Descriptor blob) {
    Call call =
        new Call(
                book.address(reference),
                Scopes.push(reference),
                "/v2/" + reference.repository() + "/blobs/" + blob.digest(),
                Map.of(),
                "look for " + blob.digest() + " in " + reference.name())
            .withMethod("HEAD");
    return http.get(
        call,
        answer -> {
          try (answer) {
            return switch (answer.status()) {
              case 200 -> true;
              case 404 -> false;
              default -> throw Refusal.of(call, answer, limit);
            };
          }
        });
  }
}
