package io.jcontainer.images.registry;

import io.jcontainer.ImageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and returns its answer: no redirects, no tries, no authentication. HTTP/1.1
 * only, because a blob fills a connection and the flow-control window of HTTP/2 would only slow it
 * down.
 *
 * <p>The limit for an answer is kept here and not with {@link HttpRequest.Builder#timeout}: that
 * one covers the head only in Java 25 and the whole body from Java 26 on.
 */
final class Wire implements AutoCloseable {
  private final Timeouts timeouts;
  private final Connections connections;
  private volatile boolean closed;

  Wire(Timeouts timeouts, Trust trust) {
    this.timeouts = timeouts;
    this.connections = new Connections(timeouts.connect(), trust);
  }

  Timeouts timeouts() {
    return timeouts;
  }

  /**
   * The answer to a request.
   *
   * @throws IOException if none came
   */
  Answer send(
      String method, Origin origin, URI uri, Map<String, String> headers, Optional<Body> body)
      throws IOException {
    if (closed) {
      throw new ClosedClientException();
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(method, body.map(Body::publisher).orElseGet(BodyPublishers::noBody));
    request.header("User-Agent", "jcontainer");
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<BodyStream>> sent =
        connections
            .to(origin)
            .sendAsync(request.build(), head -> new BodyStream(timeouts.stall(), () -> closed));
    HttpResponse<BodyStream> response = await(sent, body);
    return new Answer(origin, response.statusCode(), response.headers(), response.body());
  }

  private HttpResponse<BodyStream> await(
      CompletableFuture<HttpResponse<BodyStream>> sent, Optional<Body> body) throws IOException {
    Duration limit = timeouts.connect().plus(timeouts.answer());
    try {
      while (true) {
        long before = body.map(Body::sent).orElse(0L);
        try {
          return sent.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (body.map(Body::sent).orElse(0L) == before) {
            abandon(sent);
            throw new HttpTimeoutException("no answer within " + limit.toSeconds() + " s");
          }
        }
      }
    } catch (InterruptedException e) {
      abandon(sent);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for an answer");
    } catch (CancellationException e) {
      throw closed ? new ClosedClientException() : new IOException("the request was cancelled", e);
    } catch (ExecutionException e) {
      if (closed) {
        throw new ClosedClientException();
      }
      throw failure(e.getCause());
    }
  }

  /** A body that could not be read failed for its own reason, which no other try will change. */
  private static IOException failure(@Nullable Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof ImageException image) {
        throw image;
      }
    }
    return cause instanceof IOException io ? io : new IOException("the request failed", cause);
  }

  private static void abandon(CompletableFuture<HttpResponse<BodyStream>> sent) {
    if (!sent.cancel(true) && !sent.isCompletedExceptionally()) {
      sent.join().body().close(); // it came just now
    }
  }

  /** Ends every exchange and every thread. */
  @Override
  public void close() {
    closed = true;
    connections.close();
  }
}
