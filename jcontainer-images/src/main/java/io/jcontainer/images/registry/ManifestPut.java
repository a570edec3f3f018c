package io.jcontainer.images.registry;

import io.jcontainer.Reference;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.FetchedDocument;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Map;

/**
 * Sends an index or a manifest: {@code PUT /v2/<name>/manifests/<reference>}.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests">
 *     OCI distribution specification, pushing manifests</a>
 */
final class ManifestPut {
  private final AuthorizedHttp http;
  private final AddressBook book;
  private final Duration limit;

  ManifestPut(AuthorizedHttp http, AddressBook book, Duration limit) {
    this.http = http;
    this.book = book;
    this.limit = limit;
  }

  /**
   * Sends a document.
   *
   * @param which tag or digest
   * @return whether the registry has seen what the document is about, and will tell
   */
  boolean put(Reference reference, String which, FetchedDocument document) {
    byte[] bytes = document.bytes();
    Call call =
        new Call(
                book.address(reference),
                Scopes.push(reference),
                "/v2/" + reference.repository() + "/manifests/" + which,
                Map.of("Content-Type", document.mediaType()),
                "push the manifest " + document.digest() + " to " + reference.name())
            .withMethod("PUT")
            .withBody(new Body(bytes.length, () -> new ByteArrayInputStream(bytes)));
    return http.get(
        call,
        answer -> {
          try (answer) {
            if (answer.status() != 201) {
              throw Refusal.of(call, answer, limit);
            }
            requireDigest(call, document, answer);
            return answer.headers().firstValue("OCI-Subject").isPresent();
          }
        });
  }

  private static void requireDigest(Call call, FetchedDocument document, Answer answer) {
    String stored =
        answer.headers().firstValue("Docker-Content-Digest").orElse(document.digest().toString());
    if (!stored.equals(document.digest().toString())) {
      throw call.failed(Reason.PROTOCOL, "it took it for something of another digest");
    }
  }
}
