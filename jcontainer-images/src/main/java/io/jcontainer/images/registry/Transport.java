package io.jcontainer.images.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what may pass: answers that ask for it (408, 429, 5xx) and connections that break. A
 * host that is unknown or refuses, and a certificate that is not trusted, will not be another one
 * in a second: these fail at once.
 */
final class Transport {
  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

  private final Pace pace;

  Transport(Pace pace) {
    this.pace = pace;
  }

  Pace pace() {
    return pace;
  }

  /** Sends the request once. */
  @FunctionalInterface
  interface Request {
    /** The answer, whatever its status. */
    Answer send() throws IOException;
  }

  /** Makes something of an answer. */
  @FunctionalInterface
  interface Use<T> {
    /** What comes of the answer; closes it, or hands it on to who does. */
    T of(Answer answer) throws IOException;
  }

  /**
   * What comes of the first answer that is not one to try again after, or else of the last.
   *
   * @throws io.jcontainer.RegistryException if no answer came, or the use of it broke off
   */
  <T> T get(Call call, Request request, Use<T> use) {
    Backoff backoff = new Backoff(pace.random());
    try {
      while (true) {
        Optional<Duration> wait;
        try {
          Answer answer = request.send();
          wait = isTransient(answer.status()) ? next(backoff, answer) : Optional.empty();
          if (wait.isEmpty()) {
            return use.of(answer);
          }
          answer.close();
        } catch (IOException e) {
          wait = isTransient(e) ? backoff.next(Optional.empty()) : Optional.empty();
          if (wait.isEmpty()) {
            throw e;
          }
        }
        LOG.debug("{}: trying to {} again in {}", call.registry().name(), call.what(), wait.get());
        pace.sleep(wait.get());
      }
    } catch (IOException e) {
      throw Trouble.of(call, e);
    }
  }

  private Optional<Duration> next(Backoff backoff, Answer answer) {
    return backoff.next(RetryAfter.of(answer.headers(), pace.now()));
  }

  static boolean isTransient(int status) {
    return switch (status) {
      case 408, 429, 500, 502, 503, 504 -> true;
      default -> false;
    };
  }

  /** Whether the next try may succeed. */
  static boolean isTransient(IOException failure) {
    return switch (failure) {
      case ConnectException unreachable -> false;
      case HttpConnectTimeoutException unreachable -> false;
      case InterruptedIOException interrupted -> false;
      case ClosedClientException closed -> false;
      case SSLException broken -> broken.getCause() instanceof EOFException;
      default -> true;
    };
  }
}
