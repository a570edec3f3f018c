package io.jcontainer.images.registry;

import io.jcontainer.Digest;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException.Reason;
import java.time.Duration;
import java.util.Map;

/**
 * Removes a tag, or a manifest with all its tags: {@code DELETE /v2/<name>/manifests/<reference>}.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#content-management">
 *     OCI distribution specification, content management</a>
 */
final class ManifestDelete {
  private final AuthorizedHttp http;
  private final AddressBook book;
  private final Duration limit;

  ManifestDelete(AuthorizedHttp http, AddressBook book, Duration limit) {
    this.http = http;
    this.book = book;
    this.limit = limit;
  }

  /** Whether there was something of that name. */
  boolean delete(Reference reference) {
    boolean byDigest = reference.digest().isPresent();
    String which = reference.digest().map(Digest::toString).or(reference::tag).orElseThrow();
    Call call =
        new Call(
                book.address(reference),
                Scopes.delete(reference),
                "/v2/" + reference.repository() + "/manifests/" + which,
                Map.of(),
                "delete " + reference)
            .withMethod("DELETE");
    return http.get(
        call,
        answer -> {
          try (answer) {
            return switch (answer.status()) {
              case 200, 202 -> true;
              case 404 -> false;
              case 400, 405 ->
                  throw call.failed(
                      Reason.PROTOCOL,
                      "HTTP "
                          + answer.status()
                          + ErrorCodes.shown(call, answer, limit)
                          + (byDigest
                              ? ": it does not allow to delete; its administrator can"
                              : ": it does not delete tags; name a digest to delete the manifest"
                                  + " with all its tags"));
              default -> throw Refusal.of(call, answer, limit);
            };
          }
        });
  }
}
