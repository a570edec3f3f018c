package io.jcontainer.images.registry;

import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a blob: {@code POST /v2/<name>/blobs/uploads/}, then what is small with one {@code PUT},
 * and what is larger in pieces with {@code PATCH}, of which a broken one is continued where the
 * registry says that it is.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs">
 *     OCI distribution specification, pushing blobs</a>
 */
final class BlobUpload {
  private static final Logger LOG = LoggerFactory.getLogger(BlobUpload.class);
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");
  private static final String BYTES = "application/octet-stream";

  /** What is sent with one request: the bytes come and go, there is nothing to continue. */
  private static final long SMALL = 4 << 20;

  /** Bytes after which a broken connection counts as the first one again. */
  private static final long PROGRESS = 1 << 20;

  private final AuthorizedHttp http;
  private final AddressBook book;
  private final Destinations destinations;
  private final Pace pace;
  private final Duration limit;

  BlobUpload(
      AuthorizedHttp http, AddressBook book, Destinations destinations, Pace pace, Duration limit) {
    this.http = http;
    this.book = book;
    this.destinations = destinations;
    this.pace = pace;
    this.limit = limit;
  }

  /**
   * Makes a repository have a blob that another one of the same registry has.
   *
   * @param from the other repository
   * @return whether it has it now; if not, it has to be sent
   */
  boolean mount(Reference reference, Descriptor blob, Reference from) {
    Call call =
        begin(
            reference,
            blob,
            Scopes.push(reference) + " " + Scopes.pull(from),
            "?mount=" + blob.digest() + "&from=" + from.repository());
    try {
      return http.get(
          call,
          answer -> {
            try (answer) {
              return switch (answer.status()) {
                case 201 -> true;
                // it began an upload instead, which ends by itself, or does not let us
                case 202, 401, 403, 404, 405 -> false;
                default -> throw Refusal.of(call, answer, limit);
              };
            }
          });
    } catch (RegistryException e) {
      if (e.reason() == Reason.UNAUTHORIZED) {
        return false; // we may not read there: so it is sent
      }
      throw e;
    }
  }

  /**
   * Sends a blob.
   *
   * @param chunk the most bytes of one request, if there is a bound
   */
  void send(Reference reference, Descriptor blob, ImageSource source, OptionalLong chunk) {
    Call call = begin(reference, blob, Scopes.push(reference), "");
    if (blob.size() <= Math.min(SMALL, chunk.orElse(SMALL))) {
      sendWhole(call, blob, source);
    } else {
      new Pieces(call, blob, source, chunk.orElse(blob.size())).send();
    }
  }

  private Call begin(Reference reference, Descriptor blob, String scope, String query) {
    return new Call(
            book.address(reference),
            scope,
            "/v2/" + reference.repository() + "/blobs/uploads/" + query,
            Map.of(),
            "push " + blob.digest() + " to " + reference.name())
        .withMethod("POST");
  }

  /** Where the upload is to go on. */
  private URI session(Call call) {
    return http.get(
        call,
        answer -> {
          try (answer) {
            requireStatus(call, answer, 202);
            return location(call, answer);
          }
        });
  }

  private URI location(Call call, Answer answer) {
    String location =
        answer
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> call.failed(Reason.PROTOCOL, "it does not say where to upload to"));
    return destinations.upload(call.registry(), call.uri(), location);
  }

  private void requireStatus(Call call, Answer answer, int wanted) {
    if (answer.status() != wanted) {
      throw Refusal.of(call, answer, limit);
    }
  }

  /** The digest of the whole, by which the registry knows that it has all of it. */
  private static URI complete(URI session, Descriptor blob) {
    String text = session.toString();
    return URI.create(text + (text.indexOf('?') < 0 ? '?' : '&') + "digest=" + blob.digest());
  }

  private void sendWhole(Call call, Descriptor blob, ImageSource source) {
    Backoff backoff = new Backoff(pace.random());
    while (true) {
      try {
        Call put =
            call.withMethod("PUT")
                .withHeaders(Map.of("Content-Type", BYTES))
                .withBody(new Body(blob.size(), () -> source.blob(blob)))
                .at(complete(session(call), blob));
        http.once(put, answer -> finished(put, answer));
        return;
      } catch (IOException e) {
        pause(call, backoff, e);
      }
    }
  }

  private boolean finished(Call call, Answer answer) throws IOException {
    try (answer) {
      if (Transport.isTransient(answer.status())) {
        throw new IOException("HTTP " + answer.status());
      }
      requireStatus(call, answer, 201);
      return true;
    }
  }

  /** Waits before another try, or gives up. */
  private void pause(Call call, Backoff backoff, IOException failure) {
    Optional<Duration> wait =
        Transport.isTransient(failure) ? backoff.next(Optional.empty()) : Optional.empty();
    if (wait.isEmpty()) {
      throw Trouble.of(call, failure);
    }
    LOG.debug("{}: trying to {} again in {}", call.registry().name(), call.what(), wait.get());
    try {
      pace.sleep(wait.get());
    } catch (IOException e) {
      throw Trouble.of(call, e);
    }
  }

  /** An upload in pieces. */
  private final class Pieces {
    private final Call call;
    private final Descriptor blob;
    private final ImageSource source;
    private final long most;
    private final Backoff backoff = new Backoff(pace.random());
    private URI session;
    private long position;
    private long brokenAt;

    Pieces(Call call, Descriptor blob, ImageSource source, long most) {
      this.call = call;
      this.blob = blob;
      this.source = source;
      this.most = most;
      this.session = session(call);
    }

    void send() {
      while (true) {
        try {
          while (position < blob.size()) {
            sendNext();
          }
          Call put = call.withMethod("PUT").at(complete(session, blob));
          http.once(put, answer -> finished(put, answer));
          return;
        } catch (IOException e) {
          recover(e);
        }
      }
    }

    private void sendNext() throws IOException {
      long end = Math.min(blob.size(), position + most);
      Call patch =
          call.withMethod("PATCH")
              .withHeaders(
                  Map.of("Content-Type", BYTES, "Content-Range", position + "-" + (end - 1)))
              .withBody(new Body(end - position, this::atPosition))
              .at(session);
      http.once(
          patch,
          answer -> {
            try (answer) {
              if (Transport.isTransient(answer.status()) || answer.status() == 416) {
                throw new IOException("HTTP " + answer.status());
              }
              requireStatus(patch, answer, 202);
              session = location(patch, answer);
              position = end;
              return true;
            }
          });
    }

    /** The source from the next byte on; what is before it was sent already. */
    private InputStream atPosition() {
      VerifiedStream stream = source.blob(blob);
      try {
        stream.skipNBytes(position);
        return stream;
      } catch (IOException e) {
        stream.close();
        throw new UncheckedIOException("cannot read " + blob.digest(), e);
      } catch (RuntimeException e) {
        stream.close();
        throw e;
      }
    }

    /** Finds out how far it came, and begins anew if nobody knows. */
    private void recover(IOException failure) {
      if (position - brokenAt >= PROGRESS) {
        backoff.progress();
      }
      brokenAt = position;
      pause(call, backoff, failure);
      Call status = call.withMethod("GET").at(session);
      try {
        position = http.get(status, answer -> progress(status, answer));
      } catch (RegistryException e) {
        if (e.reason() == Reason.UNREACHABLE) {
          throw e;
        }
        session = session(call);
        position = 0;
      }
    }

    private long progress(Call status, Answer answer) {
      try (answer) {
        requireStatus(status, answer, 204);
        answer.headers().firstValue("Location").ifPresent(l -> session = location(status, answer));
        Matcher range = RANGE.matcher(answer.headers().firstValue("Range").orElse(""));
        if (!range.matches()) {
          return 0;
        }
        // a registry that has nothing says 0-0, as does one that has the first byte
        long last = Long.parseLong(range.group(1));
        return last == 0 ? 0 : Math.min(last + 1, blob.size());
      }
    }
  }
}
