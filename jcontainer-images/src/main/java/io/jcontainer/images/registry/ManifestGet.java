package io.jcontainer.images.registry;

import io.jcontainer.Digest;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Document;
import io.jcontainer.images.model.DocumentType;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fetches an index or a manifest: {@code GET /v2/<name>/manifests/<reference>}.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests">
 *     OCI distribution specification, pulling manifests</a>
 */
final class ManifestGet {
  /** What is understood, for the header of that name. */
  static final String ACCEPT =
      Arrays.stream(DocumentType.values())
          .map(DocumentType::mediaType)
          .collect(Collectors.joining(", "));

  private final AuthorizedHttp http;
  private final AddressBook book;
  private final Duration limit;

  ManifestGet(AuthorizedHttp http, AddressBook book, Duration limit) {
    this.http = http;
    this.book = book;
    this.limit = limit;
  }

  /** What the reference names: by its digest if it has one, else by its tag. */
  FetchedDocument get(Reference reference) {
    String which = reference.digest().map(Digest::toString).or(reference::tag).orElseThrow();
    return get(reference, which, reference.digest(), Optional.empty());
  }

  /** What an entry of an index of that repository points to. */
  FetchedDocument get(Reference reference, Descriptor entry) {
    if (entry.size() > Document.LARGEST) {
      throw new InvalidImageException(
          part(reference), "it is said to have " + entry.size() + " bytes, more than 4 MiB", null);
    }
    return get(
        reference, entry.digest().toString(), Optional.of(entry.digest()), Optional.of(entry));
  }

  private FetchedDocument get(
      Reference reference, String which, Optional<Digest> wanted, Optional<Descriptor> entry) {
    Call call =
        new Call(
            book.address(reference),
            "repository:" + reference.repository() + ":pull",
            "/v2/" + reference.repository() + "/manifests/" + which,
            Map.of("Accept", ACCEPT),
            "get the manifest of " + reference);
    return http.get(call, answer -> document(call, reference, wanted, entry, answer));
  }

  private FetchedDocument document(
      Call call,
      Reference reference,
      Optional<Digest> wanted,
      Optional<Descriptor> entry,
      Answer answer)
      throws IOException {
    try (answer) {
      requireFound(call, reference, answer);
      byte[] bytes = SmallBody.read(call, answer, Document.LARGEST, limit);
      String part = part(reference);
      Digest digest = verify(bytes, wanted, entry, answer, part);
      Optional<String> declared = declared(answer, entry, part);
      return new FetchedDocument(digest, bytes, declared, part);
    }
  }

  private void requireFound(Call call, Reference reference, Answer answer) {
    if (answer.status() == 404) {
      throw new ImageNotFoundException(
          reference.toString(),
          "registry " + call.registry().name() + ErrorCodes.shown(call, answer, limit),
          "check the name and the tag or digest");
    }
    if (answer.status() != 200) {
      throw Refusal.of(call, answer, limit);
    }
    if (answer.mediaType().filter(type -> type.equals("text/html")).isPresent()) {
      throw call.failed(
          Reason.PROTOCOL,
          answer.origin()
              + " sent a web page: it is no registry, or a proxy or login is in between");
    }
  }

  private static Digest verify(
      byte[] bytes,
      Optional<Digest> wanted,
      Optional<Descriptor> entry,
      Answer answer,
      String part) {
    if (entry.isPresent() && entry.get().size() != bytes.length) {
      throw new InvalidImageException(
          part, "it has " + bytes.length + " bytes, and should have " + entry.get().size(), null);
    }
    Optional<Digest> expected = wanted.or(() -> hint(answer));
    if (expected.isEmpty()) {
      return Digest.sha256(bytes);
    }
    Digest actual = digest(expected.get(), bytes);
    if (!actual.equals(expected.get())) {
      throw new InvalidImageException(
          part, "its digest is " + actual + ", and should be " + expected.get(), null);
    }
    return wanted.isPresent() ? actual : Digest.sha256(bytes);
  }

  /** What the registry says about its own bytes: can only reveal damage, never vouch. */
  private static Optional<Digest> hint(Answer answer) {
    try {
      return answer.headers().firstValue("Docker-Content-Digest").map(Digest::parse);
    } catch (InvalidSpecException e) {
      return Optional.empty();
    }
  }

  private static Digest digest(Digest like, byte[] bytes) {
    return new Digest(
        like.algorithm(), HexFormat.of().formatHex(like.newMessageDigest().digest(bytes)));
  }

  private static Optional<String> declared(Answer answer, Optional<Descriptor> entry, String part) {
    Optional<String> promised = entry.map(Descriptor::mediaType);
    Optional<String> sent = answer.mediaType();
    if (promised.isPresent() && sent.isPresent() && !promised.equals(sent)) {
      throw new InvalidImageException(
          part, "it was sent as " + sent.get() + ", and should be " + promised.get(), null);
    }
    return promised.or(() -> sent);
  }

  private static String part(Reference reference) {
    return "manifest of " + reference;
  }
}
