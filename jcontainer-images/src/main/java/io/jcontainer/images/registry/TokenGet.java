package io.jcontainer.images.registry;

import io.jcontainer.InvalidImageException;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a token service for a token: {@code GET realm?service=...&scope=...} with a name and a
 * password or without, or {@code POST realm} with an identity token.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">token
 *     authentication</a>
 * @see <a href="https://distribution.github.io/distribution/spec/auth/oauth/">OAuth 2 token
 *     authentication</a>
 */
final class TokenGet {
  /** What services are told of who asks; some write it into their log. */
  private static final String CLIENT = "jcontainer";

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
    URI uri = URI.create(withoutFragment(realm) + query(realm, service, call.scope()));
    Call tokenCall = tokenCall(call, realm);
    return transport
        .get(
            tokenCall,
            () -> redirects.follow(tokenCall, uri, login),
            answer -> token(tokenCall, answer))
        .authorization();
  }

  /**
   * What a service gives for a name and a password that are to be kept: beside the token for now,
   * one with which to ask for others, if it has such.
   */
  Issued login(Call call, URI realm, Optional<String> service, String user, Authorization login) {
    Form more = new Form().with("offline_token", "true").with("client_id", CLIENT);
    String query = query(realm, service, call.scope()) + "&" + more.with("account", user);
    URI uri = URI.create(withoutFragment(realm) + query);
    Call tokenCall = tokenCall(call, realm);
    return transport.get(
        tokenCall,
        () -> redirects.follow(tokenCall, uri, Optional.of(login)),
        answer -> token(tokenCall, answer));
  }

  /** A token for an identity token. It is sent to the realm, and nowhere it may lead to. */
  Authorization exchange(
      Call call, URI realm, Optional<String> service, RegistryCredentials identity) {
    Form form =
        new Form()
            .with("grant_type", "refresh_token")
            .with("client_id", CLIENT)
            .with("service", service.orElse(""))
            .with("refresh_token", String.valueOf(identity.password()));
    if (!call.scope().isEmpty()) {
      form.with("scope", call.scope());
    }
    byte[] bytes = form.toString().getBytes(StandardCharsets.US_ASCII);
    Call post =
        tokenCall(call, realm)
            .withMethod("POST")
            .withHeaders(
                Map.of(
                    "Accept",
                    "application/json",
                    "Content-Type",
                    "application/x-www-form-urlencoded"))
            .withBody(new Body(bytes.length, () -> new ByteArrayInputStream(bytes)));
    URI uri = URI.create(withoutFragment(realm));
    return transport
        .get(post, () -> redirects.stay(post, uri), answer -> token(post, answer))
        .authorization();
  }

  /**
   * What was issued.
   *
   * @param authorization for the registry
   * @param identity to ask for more, without the password; a secret
   */
  record Issued(Authorization authorization, Optional<RegistryCredentials> identity) {}

  private static Call tokenCall(Call call, URI realm) {
    return new Call(
        call.registry(),
        call.scope(),
        "",
        Map.of("Accept", "application/json"),
        call.what() + ", getting a token from " + Origin.of(realm).orElseThrow());
  }

  private static String withoutFragment(URI realm) {
    String text = realm.toString();
    int fragment = text.indexOf('#');
    return fragment < 0 ? text : text.substring(0, fragment);
  }

  private static String query(URI realm, Optional<String> service, String scope) {
    Form form = new Form();
    service.ifPresent(name -> form.with("service", name));
    for (String one : scope.split(" ")) {
      if (!one.isEmpty()) {
        form.with("scope", one);
      }
    }
    String text = form.toString();
    return (realm.getRawQuery() == null ? "?" : text.isEmpty() ? "" : "&") + text;
  }

  /** Names and values as forms and queries have them. */
  private static final class Form {
    private final StringJoiner fields = new StringJoiner("&");

    Form with(String name, String value) {
      fields.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
      return this;
    }

    @Override
    public String toString() {
      return fields.toString();
    }
  }

  private Issued token(Call call, Answer answer) throws IOException {
    try (answer) {
      if (answer.status() != 200) {
        throw Refusal.of(call, answer, limit);
      }
      byte[] body = SmallBody.read(call, answer, SmallBody.TOKEN_OR_ERROR, limit);
      return JsonInput.parse(body, "token answer", new Parts()::read)
          .issued(call, transport.pace().now());
    } catch (InvalidImageException e) {
      // not given as the cause: the parser shows pieces of what it read
      throw call.failed(Reason.PROTOCOL, "the answer is not the JSON of a token");
    }
  }

  /** What has been seen of a token answer. */
  private static final class Parts {
    private @Nullable String token;
    private @Nullable String accessToken;
    private @Nullable String refreshToken;
    private long seconds = SHORTEST_SECONDS;

    private Parts read(JsonInput input) throws IOException {
      input.object(
          new Fields()
              .with("token", in -> token = in.text())
              .with("access_token", in -> accessToken = in.text())
              .with("refresh_token", in -> refreshToken = in.text())
              .with("expires_in", in -> seconds = in.integer()));
      return this;
    }

    private Issued issued(Call call, Instant now) throws RegistryException {
      String issued = token == null || token.isEmpty() ? accessToken : token;
      if (issued == null || !TOKEN.matcher(issued).matches()) {
        throw call.failed(Reason.PROTOCOL, "the answer holds no token");
      }
      long good = Math.clamp(seconds, SHORTEST_SECONDS, LONGEST_SECONDS) - EARLY_SECONDS;
      return new Issued(
          Authorization.bearer(issued, call.registry().origin(), now.plusSeconds(good)),
          Optional.ofNullable(refreshToken)
              .filter(token -> !token.isEmpty())
              .map(token -> RegistryCredentials.ofIdentityToken(token.toCharArray())));
    }
  }
}
