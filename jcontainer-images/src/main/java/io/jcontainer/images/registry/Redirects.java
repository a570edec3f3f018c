package io.jcontainer.images.registry;

import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a request and follows where it leads. The authorization goes to its own origin only, and
 * never again once an answer has led elsewhere, not even back: who sends us in circles wants
 * something. The JDK's own redirects are off, because what they do with such headers changed over
 * versions.
 */
final class Redirects {
  /** The most hops, as in other clients. */
  static final int MOST = 10;

  private final Wire wire;
  private final Destinations destinations;

  Redirects(Wire wire, Destinations destinations) {
    this.wire = wire;
    this.destinations = destinations;
  }

  /** The first answer that is no redirect. */
  Answer follow(Call call, URI start, Optional<Authorization> authorization) throws IOException {
    Origin first = Origin.of(start).orElseThrow();
    Optional<Authorization> secret = authorization;
    URI uri = start;
    for (int hops = 0; hops <= MOST; hops++) {
      Origin origin = Origin.of(uri).orElseThrow();
      if (!origin.equals(first)) {
        secret = Optional.empty();
      }
      Map<String, String> headers = new HashMap<>(call.headers());
      secret.filter(s -> s.isFor(origin)).ifPresent(s -> headers.put("Authorization", s.header()));
      Answer answer = wire.send(call.method(), origin, uri, headers, call.body());
      if (!isRedirect(answer.status())) {
        return answer;
      }
      try (answer) {
        requireSameMethod(call, answer);
        uri = destinations.redirect(call.registry(), uri, location(call, answer));
      }
    }
    throw call.failed(Reason.PROTOCOL, "it was redirected more than " + MOST + " times");
  }

  /** The answer to what has a secret in its body, which goes to that place and no further. */
  Answer stay(Call call, URI uri) throws IOException {
    Origin origin = Origin.of(uri).orElseThrow();
    Answer answer = wire.send(call.method(), origin, uri, call.headers(), call.body());
    if (isRedirect(answer.status())) {
      try (answer) {
        throw call.failed(
            Reason.PROTOCOL, "it answered with a redirect (HTTP " + answer.status() + ")");
      }
    }
    return answer;
  }

  /**
   * What has a body is not made a GET: the answer to that would be taken for one to what it was.
   */
  private static void requireSameMethod(Call call, Answer answer) {
    boolean keeps = answer.status() == 307 || answer.status() == 308;
    if (!keeps && !call.method().equals("GET") && !call.method().equals("HEAD")) {
      throw call.failed(
          Reason.PROTOCOL, "it answered with a redirect (HTTP " + answer.status() + ")");
    }
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private static String location(Call call, Answer answer) throws RegistryException {
    return answer
        .headers()
        .firstValue("Location")
        .orElseThrow(() -> call.failed(Reason.PROTOCOL, "a redirect does not say where to"));
  }
}
