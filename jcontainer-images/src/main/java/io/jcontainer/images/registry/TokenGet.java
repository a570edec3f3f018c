package io.jcontainer.images.registry;

import io.jcontainer.InvalidImageException;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a token service for a token: {@code GET realm?service=...&scope=...}.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">token
 *     authentication</a>
 */
final class TokenGet {
  /** RFC 6750, b64token: what can stand in a header. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,65536}=*");

  /** What a token is good for if its answer does not say, and the least that is believed. */
  private static final long SHORTEST_SECONDS = 60;

  private static final long LONGEST_SECONDS = 3600;

  /** Tokens are renewed before they end, not when a request fails. */
  private static final long EARLY_SECONDS = 10;

  private final Transport transport;
  private final Redirects redirects;
  private final Duration limit;

  TokenGet(Transport transport, Redirects redirects, Duration limit) {
    this.transport = transport;
    this.redirects = redirects;
    this.limit = limit;
  }

  /**
   * A token for the call's registry and scope.
   *
   * @param realm where tokens are issued
   * @param service what the token service calls the registry
   * @param login credentials for the realm's origin
   */
  Authorization get(Call call, URI realm, Optional<String> service, Optional<Authorization> login) {
    URI uri = uri(realm, service, call.scope());
    Call tokenCall =
        new Call(
            call.registry(),
            call.scope(),
            "",
            Map.of("Accept", "application/json"),
            call.what() + ", getting a token from " + Origin.of(realm).orElseThrow());
    return transport.get(
        tokenCall,
        () -> redirects.follow(tokenCall, uri, login),
        answer -> token(tokenCall, answer));
  }

  private static URI uri(URI realm, Optional<String> service, String scope) {
    StringBuilder uri = new StringBuilder(realm.toString());
    int fragment = uri.indexOf("#");
    if (fragment >= 0) {
      uri.setLength(fragment);
    }
    service.ifPresent(name -> append(uri, "service", name));
    for (String one : scope.split(" ")) {
      if (!one.isEmpty()) {
        append(uri, "scope", one);
      }
    }
    return URI.create(uri.toString());
  }

  private static void append(StringBuilder uri, String name, String value) {
    uri.append(uri.indexOf("?") < 0 ? '?' : '&')
        .append(name)
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  private Authorization token(Call call, Answer answer) throws IOException {
    try (answer) {
      if (answer.status() != 200) {
        throw Refusal.of(call, answer, limit);
      }
      byte[] body = SmallBody.read(call, answer, SmallBody.TOKEN_OR_ERROR, limit);
      return JsonInput.parse(body, "token answer", new Parts()::read)
          .authorization(call, transport.pace().now());
    } catch (InvalidImageException e) {
      // not given as the cause: the parser shows pieces of what it read
      throw call.failed(Reason.PROTOCOL, "the answer is not the JSON of a token");
    }
  }

  /** What has been seen of a token answer. */
  private static final class Parts {
    private @Nullable String token;
    private @Nullable String accessToken;
    private long seconds = SHORTEST_SECONDS;

    private Parts read(JsonInput input) throws IOException {
      input.object(
          new Fields()
              .with("token", in -> token = in.text())
              .with("access_token", in -> accessToken = in.text())
              .with("expires_in", in -> seconds = in.integer()));
      return this;
    }

    private Authorization authorization(Call call, java.time.Instant now) throws RegistryException {
      String issued = token == null || token.isEmpty() ? accessToken : token;
      if (issued == null || !TOKEN.matcher(issued).matches()) {
        throw call.failed(Reason.PROTOCOL, "the answer holds no token");
      }
      long good = Math.clamp(seconds, SHORTEST_SECONDS, LONGEST_SECONDS) - EARLY_SECONDS;
      return Authorization.bearer(issued, call.registry().origin(), now.plusSeconds(good));
    }
  }
}
