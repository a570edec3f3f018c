package io.jcontainer.images.registry;

import io.jcontainer.Digest;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.IndexEntry;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.model.Document;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.IndexDocument;
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

  List<IndexEntry> entries(Reference reference, Digest subject) {
    return index(reference, subject)
        .map(
            index -> {
              boolean listing = index.contents().type().isIndex();
              return listing
                  ? IndexDocument.read(index.bytes(), Optional.empty(), part(subject)).entries()
                  : List.<IndexEntry>of();
            })
        .orElse(List.of());
  }

  private static String part(Digest subject) {
    return "referrers of " + subject;
  }

  private Optional<FetchedDocument> index(Reference reference, Digest subject) {
    Call call =
        new Call(
            book.address(reference),
            Scopes.pull(reference),
            "/v2/" + reference.repository() + "/referrers/" + subject,
            Map.of("Accept", DocumentType.OCI_INDEX.mediaType()),
            "list what is about " + subject + " of " + reference.name());
    Optional<FetchedDocument> listed =
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
                    new FetchedDocument(
                        Digest.sha256(bytes), bytes, answer.mediaType(), part(subject)));
              }
            });
    return listed.or(() -> ofTag(reference, subject));
  }

  private Optional<FetchedDocument> ofTag(Reference reference, Digest subject) {
    try {
      return Optional.of(manifestGet.get(ReferrersTag.of(reference, subject)));
    } catch (ImageNotFoundException e) {
      return Optional.empty();
    }
  }
}
