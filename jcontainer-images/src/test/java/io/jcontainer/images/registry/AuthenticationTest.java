package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.Request;
import io.jcontainer.images.registry.testing.SampleImage;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
  private static final String PASSWORD = "hunter2-6f1d90c2a7";
  private static final String MANIFEST = "/v2/team/app/manifests/1";

  private final FaultyServer server = FaultyServer.start();
  private final FaultyServer other = FaultyServer.start();
  private final VirtualPace time = new VirtualPace();
  private final SampleImage image = SampleImage.ofLayer(new byte[100]);
  private final Reference reference = Clients.reference(server, "team/app:1");
  private final AtomicInteger issued = new AtomicInteger();

  @AfterEach
  void close() {
    server.close();
    other.close();
  }

  @Test
  void getsATokenWhenToldTo() {
    protect(bearer(server.url("/token")));
    server.on("/token", request -> token(300));
    try (RegistryClient client = Clients.open(time)) {
      assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
    }
    Request asked = server.requests("/token").getFirst();
    assertThat(URLDecoder.decode(asked.target(), StandardCharsets.UTF_8))
        .isEqualTo("/token?service=registry.example&scope=repository:team/app:pull");
    assertThat(asked.header("authorization")).isEmpty();
    assertThat(authorizations(MANIFEST))
        .containsExactly(Optional.empty(), Optional.of("Bearer t1"));
  }

  @Test
  void usesATokenUntilItEnds() {
    protect(bearer(server.url("/token")));
    server.on("/token", request -> token(300));
    try (RegistryClient client = Clients.open(time)) {
      client.manifest(reference);
      time.pass(Duration.ofSeconds(280));
      client.manifest(reference);
      assertThat(server.requests("/token")).hasSize(1);
      time.pass(Duration.ofSeconds(15));
      client.manifest(reference);
      assertThat(server.requests("/token")).hasSize(2);
      assertThat(authorizations(MANIFEST))
          .containsExactly(
              Optional.empty(),
              Optional.of("Bearer t1"),
              Optional.of("Bearer t1"),
              Optional.empty(),
              Optional.of("Bearer t2"));
    }
  }

  @Test
  void renewsATokenThatIsRefusedBeforeItsEnd() {
    protect(bearer(server.url("/token")));
    server.on("/token", request -> token(3600));
    try (RegistryClient client = Clients.open(time)) {
      client.manifest(reference);
      server.on(
          MANIFEST,
          request ->
              request.header("authorization").equals(Optional.of("Bearer t2"))
                  ? Reply.ok(image.mediaType(), image.manifest())
                  : Reply.challenge(bearer(server.url("/token"))));
      assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
      assertThat(server.requests("/token")).hasSize(2);
    }
  }

  @Test
  void givesUpWhenAFreshTokenIsRefused() {
    server.on(MANIFEST, Reply.challenge(bearer(server.url("/token"))));
    server.on("/token", request -> token(300));
    try (RegistryClient client = Clients.open(time)) {
      assertFails(client, Reason.UNAUTHORIZED, "HTTP 401");
    }
    assertThat(server.requests(MANIFEST)).hasSize(2);
    assertThat(server.requests("/token")).hasSize(1);
  }

  @Test
  void getsOneTokenForManyThreads() throws InterruptedException, ExecutionException {
    protect(bearer(server.url("/token")));
    server.on("/token", request -> token(300));
    try (RegistryClient client = Clients.open(time);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<FetchedDocument>> fetched = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        fetched.add(threads.submit(() -> client.manifest(reference)));
      }
      for (Future<FetchedDocument> one : fetched) {
        assertThat(one.get().digest()).isEqualTo(image.digest());
      }
    }
    assertThat(server.requests("/token")).hasSize(1);
  }

  @Test
  void sendsCredentialsToTheTokenServiceOfTheSameHost() {
    protect(bearer(other.url("/token")));
    other.on("/token", request -> token(300));
    try (RegistryClient client = Clients.open(withPassword(server), time)) {
      client.manifest(reference);
    }
    assertThat(other.saw(PASSWORD)).isTrue();
    assertThat(server.saw(PASSWORD)).isFalse();
  }

  @Test
  void sendsBasicCredentialsOnlyAfterAChallenge() {
    server.on(
        MANIFEST,
        Reply.challenge("Basic realm=\"x\""),
        Reply.ok(image.mediaType(), image.manifest()));
    try (RegistryClient client = Clients.open(withPassword(server), time)) {
      client.manifest(reference);
      client.manifest(reference);
    }
    assertThat(authorizations(MANIFEST).getFirst()).isEmpty();
    assertThat(authorizations(MANIFEST).subList(1, 3))
        .containsOnly(Optional.of("Basic YWxpY2U6aHVudGVyMi02ZjFkOTBjMmE3"));
  }

  @Test
  void hasNothingForARegistryWithoutCredentials() {
    server.on(MANIFEST, Reply.challenge("Basic realm=\"x\""));
    try (RegistryClient client = Clients.open(withPassword(other), time)) {
      assertFails(client, Reason.UNAUTHORIZED, "Config.withCredentials");
    }
    assertThat(server.requests(MANIFEST)).hasSize(1);
    assertThat(server.saw(PASSWORD)).isFalse();
  }

  @Test
  void saysThatTheTokenServiceRefusedTheCredentials() {
    protect(bearer(server.url("/token")));
    server.on("/token", Reply.error(401, "UNAUTHORIZED", "bad " + PASSWORD));
    try (RegistryClient client = Clients.open(withPassword(server), time)) {
      assertFails(client, Reason.UNAUTHORIZED, "getting a token from " + server.url(""));
    }
    assertThat(server.requests("/token")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://alice@auth.example/token",
        "https://alice:x@127.0.0.1/token",
        "http://auth.example/token",
        "http://10.0.0.1/token",
        "http://auth.test/token",
        "ftp://127.0.0.1/token",
        "file:///etc/passwd",
        "unix:/run/docker.sock",
        "/token",
        "token",
        "",
        "http://",
        "http://127.0.0.1:99999/",
        "http://[fe80::1%25eth0]/",
        "http:// /"
      })
  void asksNoRealmThatIsNotSafe(String realm) {
    server.on(MANIFEST, Reply.challenge(bearer(realm)));
    try (RegistryClient client = Clients.open(withPassword(server), time)) {
      assertFails(client, Reason.PROTOCOL, "token realm");
    }
    assertThat(server.saw(PASSWORD)).isFalse();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void sendsNoCredentialsToARealmOfAnotherDomain() {
    server.on(MANIFEST, Reply.challenge(bearer("http://localhost:" + other.port() + "/token")));
    try (RegistryClient client = Clients.open(withPassword(server), time)) {
      assertFails(client, Reason.PROTOCOL, "of another domain");
    }
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void asksARealmOfAnotherDomainWithoutCredentials() {
    protect(bearer("http://localhost:" + other.port() + "/token"));
    other.on("/token", request -> token(300));
    try (RegistryClient client = Clients.open(time)) {
      assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
    }
    assertThat(other.requests("/token").getFirst().header("authorization")).isEmpty();
  }

  @Test
  void doesNotTakeCredentialsAlongWhenTheTokenServiceRedirects() {
    protect(bearer(server.url("/token")));
    server.on("/token", Reply.redirect(307, other.url("/token")));
    other.on("/token", request -> token(300));
    try (RegistryClient client = Clients.open(withPassword(server), time)) {
      client.manifest(reference);
    }
    assertThat(server.saw(PASSWORD)).isTrue();
    assertThat(other.requests("/token")).hasSize(1);
    assertThat(other.saw(PASSWORD)).isFalse();
  }

  @Test
  void asksForTheScopeItNeedsWhateverTheChallengeSays() {
    protect(
        "Bearer realm=\""
            + server.url("/token")
            + "\",scope=\"repository:victim/secret:pull,push\"");
    server.on("/token", request -> token(300));
    try (RegistryClient client = Clients.open(time)) {
      client.manifest(reference);
    }
    assertThat(server.requests("/token").getFirst().target())
        .isEqualTo("/token?scope=repository%3Ateam%2Fapp%3Apull");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"token\":\"\"}",
        "{\"token\":7}",
        "{\"token\":null}",
        "{\"token\":\"a\\r\\nX-Evil: 1\"}",
        "{\"token\":\"secret with spaces\"}",
        "{\"token\":\"secret\u00e9\"}",
        "{\"token\":\"secret",
        "{\"token\":secret}",
        "{\"token\":\"secret\",\"token\":\"secret\"}",
        "{\"token\":\"secret\",\"expires_in\":\"soon\"}",
        "<html>secret</html>"
      })
  void refusesWhatIsNoTokenAndDoesNotShowIt(String body) {
    protect(bearer(server.url("/token")));
    server.on("/token", Reply.ok("application/json", body.getBytes(StandardCharsets.UTF_8)));
    try (RegistryClient client = Clients.open(time)) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> client.manifest(reference))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL))
          .satisfies(e -> assertThat(everything(e)).doesNotContain("secret"));
    }
  }

  @Test
  void takesAnAccessTokenInsteadAndShortLivesForAMinute() {
    protect(bearer(server.url("/token")));
    server.on(
        "/token",
        Reply.ok(
            "application/json",
            "{\"access_token\":\"t1\",\"expires_in\":1}".getBytes(StandardCharsets.UTF_8)));
    try (RegistryClient client = Clients.open(time)) {
      client.manifest(reference);
      time.pass(Duration.ofSeconds(45));
      client.manifest(reference);
    }
    assertThat(server.requests("/token")).hasSize(1);
  }

  @Test
  void showsItsSecretsNowhere() {
    protect(bearer(server.url("/token")));
    server.on("/token", request -> token(300));
    server.on(
        "/v2/",
        request -> Reply.error(403, "DENIED", request.header("authorization").orElse("none")));
    try (RegistryClient client = Clients.open(withPassword(server), time)) {
      client.manifest(reference);
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> client.ping(server.authority()))
          .withMessageContaining("HTTP 403 (DENIED)");
      server.on(MANIFEST, request -> Reply.error(500, "T1", request.toString()));
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> client.manifest(reference))
          .satisfies(e -> assertThat(everything(e)).doesNotContain(PASSWORD, "t1"));
    }
    RegistryCredentials credentials = new RegistryCredentials("alice", PASSWORD.toCharArray());
    Origin origin = new Origin(true, "registry.example", 443);
    assertThat(Authorization.basic(credentials, origin))
        .hasToString("Authorization[for https://registry.example, ***]");
  }

  private static String everything(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      text.append(t).append('\n');
    }
    return text.toString();
  }

  /** Serves the manifest to whoever has one of the tokens. */
  private void protect(String challenge) {
    server.on(
        MANIFEST,
        request ->
            request.header("authorization").orElse("").startsWith("Bearer t")
                ? Reply.ok(image.mediaType(), image.manifest())
                : Reply.challenge(challenge));
  }

  private static String bearer(String realm) {
    return "Bearer realm=\"" + realm + "\",service=\"registry.example\",scope=\"whatever\"";
  }

  private Reply token(int seconds) {
    String json =
        "{\"token\":\"t" + issued.incrementAndGet() + "\",\"expires_in\":" + seconds + "}";
    return Reply.ok("application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  private List<Optional<String>> authorizations(String path) {
    return server.requests(path).stream().map(r -> r.header("authorization")).toList();
  }

  private void assertFails(RegistryClient client, Reason reason, String text) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.manifest(reference))
        .withMessageContaining("registry " + server.authority())
        .withMessageContaining(text)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(everything(e)).doesNotContain(PASSWORD));
  }

  private static Config withPassword(FaultyServer registry) {
    return Clients.config()
        .withCredentials(
            registry.authority(), new RegistryCredentials("alice", PASSWORD.toCharArray()));
  }
}
