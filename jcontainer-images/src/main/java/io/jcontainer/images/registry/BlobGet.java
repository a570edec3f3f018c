package io.jcontainer.images.registry;

import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches a blob: {@code GET /v2/<name>/blobs/<digest>}.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs">
 *     OCI distribution specification, pulling blobs</a>
 */
final class BlobGet {
  private static final Pattern RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(?:\\d{1,18}|\\*)");

  private final AuthorizedHttp http;
  private final AddressBook book;
  private final Pace pace;
  private final Duration limit;

  BlobGet(AuthorizedHttp http, AddressBook book, Pace pace, Duration limit) {
    this.http = http;
    this.book = book;
    this.pace = pace;
    this.limit = limit;
  }

  /** The blob, already being sent. What breaks may be continued from another place. */
  VerifiedStream get(Places places, Descriptor blob) {
    String part = "blob " + blob.digest() + " of " + places.reference().name();
    BlobStream stream =
        new BlobStream(
            offset -> places.pinned(part, reference -> open(reference, blob, offset)),
            blob.size(),
            pace);
    return new VerifiedStream(stream, blob, part);
  }

  private BlobStream.Part open(Reference reference, Descriptor blob, long offset) {
    Call call =
        new Call(
            book.address(reference),
            Scopes.pull(reference),
            "/v2/" + reference.repository() + "/blobs/" + blob.digest(),
            offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-"),
            "get " + blob.digest() + " of " + reference.name());
    return http.get(call, answer -> part(call, reference, blob, offset, answer));
  }

  private BlobStream.Part part(
      Call call, Reference reference, Descriptor blob, long offset, Answer answer) {
    try {
      requireFound(call, reference, blob, answer);
      if (answer.status() == 200) {
        requireSize(blob, blob.size(), answer);
        return new BlobStream.Part(call, answer, 0);
      }
      requireRange(call, offset, answer);
      requireSize(blob, blob.size() - offset, answer);
      return new BlobStream.Part(call, answer, offset);
    } catch (RuntimeException e) {
      answer.close();
      throw e;
    }
  }

  private void requireFound(Call call, Reference reference, Descriptor blob, Answer answer) {
    if (answer.status() == 404) {
      throw new ImageNotFoundException(
          reference.toString(),
          "registry " + call.registry().name() + ErrorCodes.shown(call, answer, limit),
          "its manifest is there, but not its part " + blob.digest());
    }
    if (answer.status() != 200 && answer.status() != 206) {
      throw Refusal.of(call, answer, limit);
    }
  }

  private static void requireRange(Call call, long offset, Answer answer) {
    Matcher range = RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
    if (!range.matches() || Long.parseLong(range.group(1)) != offset) {
      throw call.failed(Reason.PROTOCOL, "another range was sent than the one asked for");
    }
  }

  private static void requireSize(Descriptor blob, long expected, Answer answer) {
    OptionalLong announced = answer.contentLength();
    if (announced.isPresent() && announced.getAsLong() != expected) {
      throw new InvalidImageException(
          "blob " + blob.digest(),
          "the registry has "
              + announced.getAsLong()
              + " bytes where its descriptor says "
              + expected,
          null);
    }
  }
}
