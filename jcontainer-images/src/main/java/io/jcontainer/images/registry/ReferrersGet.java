package io.jcontainer.images.registry;

import io.jcontainer.Digest;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.Reference;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Document;
import io.jcontainer.images.model.DocumentType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists what is about a manifest, such as signatures: {@code GET /v2/<name>/referrers/<digest>},
 * and where that is not known, the index under the tag that stands for it.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers">
 *     OCI distribution specification, listing referrers</a>
 */
final class ReferrersGet {
  private final AuthorizedHttp http;
  private final AddressBook book;
  private final ManifestGet manifestGet;
  private final Duration limit;

  ReferrersGet(AuthorizedHttp http, AddressBook book, ManifestGet manifestGet, Duration limit) {
    this.http = http;
    this.book = book;
    this.manifestGet = manifestGet;
    this.limit = limit;
  }

  List<Descriptor> list(Reference reference, Digest subject) {
    Call call =
        new Call(
            book.address(reference),
            Scopes.pull(reference),
            "/v2/" + reference.repository() + "/referrers/" + subject,
            Map.of("Accept", DocumentType.OCI_INDEX.mediaType()),
            "list what is about " + subject + " of " + reference.name());
    Optional<List<Descriptor>> listed =
        http.get(
            call,
            answer -> {
              try (answer) {
                if (answer.status() == 404 || answer.status() == 405) {
                  return Optional.empty();
                }
                if (answer.status() != 200) {
                  throw Refusal.of(call, answer, limit);
                }
                byte[] bytes = SmallBody.read(call, answer, Document.LARGEST, limit);
                return Optional.of(
                    Contents.parse(bytes, answer.mediaType(), "referrers of " + subject)
                        .manifests());
              }
            });
    return listed.orElseGet(() -> ofTag(reference, subject));
  }

  private List<Descriptor> ofTag(Reference reference, Digest subject) {
    try {
      return manifestGet.get(ReferrersTag.of(reference, subject)).contents().manifests();
    } catch (ImageNotFoundException e) {
      return List.of();
    }
  }
}
