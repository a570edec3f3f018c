package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.SampleImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
  private static final String PASSWORD = "hunter2-6f1d90c2a7";
  private static final String MANIFEST = "/v2/app/manifests/1";

  private final FaultyServer server = FaultyServer.start();
  private final FaultyServer storage = FaultyServer.start();
  private final VirtualPace time = new VirtualPace();
  private final SampleImage image = SampleImage.ofLayer(new byte[100]);
  private final Reference reference = Clients.reference(server, "app:1");

  @AfterEach
  void close() {
    server.close();
    storage.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsToOtherHosts(int status) {
    server.on(MANIFEST, Reply.redirect(status, storage.url("/x?signature=abc")));
    storage.on("/x", Reply.ok(image.mediaType(), image.manifest()));
    try (RegistryClient client = Clients.open(time)) {
      assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
    }
    assertThat(storage.requests().getFirst().target()).isEqualTo("/x?signature=abc");
    assertThat(storage.requests().getFirst().method()).isEqualTo("GET");
    assertThat(storage.requests().getFirst().header("accept").orElseThrow())
        .contains("application/vnd.oci.image.index.v1+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/moved", "moved", "../manifests/moved", "?moved", "//%s/v2/moved"})
  void followsRelativePlaces(String location) {
    server.on(
        MANIFEST,
        Reply.redirect(302, location.formatted(server.authority())),
        Reply.ok(image.mediaType(), image.manifest()));
    for (String path :
        new String[] {"/v2/moved", "/v2/app/manifests/moved", "/v2/app/manifests/"}) {
      server.on(path, Reply.ok(image.mediaType(), image.manifest()));
    }
    try (RegistryClient client = Clients.open(time)) {
      assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
    }
  }

  @Test
  void sendsCredentialsAlongOnTheSameHost() {
    server.on(MANIFEST, Reply.challenge("Basic realm=\"x\""), Reply.redirect(307, "/v2/other"));
    server.on("/v2/other", Reply.ok(image.mediaType(), image.manifest()));
    try (RegistryClient client = Clients.open(withPassword(), time)) {
      client.manifest(reference);
    }
    assertThat(server.requests("/v2/other").getFirst().header("authorization")).isPresent();
  }

  @Test
  void sendsNoCredentialsElsewhereAndNotBackFromThere() {
    server.on(
        MANIFEST, Reply.challenge("Basic realm=\"x\""), Reply.redirect(307, storage.url("/a")));
    storage.on("/a", Reply.redirect(307, server.url("/v2/back")));
    server.on("/v2/back", Reply.ok(image.mediaType(), image.manifest()));
    try (RegistryClient client = Clients.open(withPassword(), time)) {
      client.manifest(reference);
    }
    assertThat(storage.requests("/a")).hasSize(1);
    assertThat(storage.requests("/a").getFirst().header("authorization")).isEmpty();
    assertThat(server.requests("/v2/back").getFirst().header("authorization")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic realm=\"x\"", "Bearer realm=\"%s\"", "Digest realm=\"x\""})
  void answersNoChallengeFromElsewhere(String challenge) {
    server.on(
        MANIFEST,
        Reply.challenge("Basic realm=\"x\""),
        Reply.ok(image.mediaType(), image.manifest()),
        Reply.redirect(307, storage.url("/a")));
    storage.on("/a", Reply.challenge(challenge.formatted(storage.url("/token"))));
    try (RegistryClient client = Clients.open(withPassword(), time)) {
      client.manifest(reference); // now the credentials are known to work
      assertFails(client, Reason.UNAUTHORIZED, "where the registry sent us");
    }
    assertThat(server.requests(MANIFEST)).hasSize(3);
    assertThat(storage.requests()).hasSize(1);
    assertThat(storage.saw(PASSWORD)).isFalse();
  }

  @Test
  void followsTenHopsAndNoMore() {
    for (int hop = 0; hop < 11; hop++) {
      server.on("/hop" + hop, Reply.redirect(302, "/hop" + (hop + 1)));
    }
    server.on("/hop11", Reply.ok(image.mediaType(), image.manifest()));
    try (RegistryClient client = Clients.open(time)) {
      server.on(MANIFEST, Reply.redirect(302, "/hop2"));
      assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
      server.on(MANIFEST, Reply.redirect(302, "/hop1"));
      assertFails(client, Reason.PROTOCOL, "redirected more than 10 times");
    }
  }

  @Test
  void leavesALoop() {
    server.on(MANIFEST, Reply.redirect(302, storage.url("/a")));
    storage.on("/a", Reply.redirect(302, server.url(MANIFEST)));
    try (RegistryClient client = Clients.open(time)) {
      assertFails(client, Reason.PROTOCOL, "redirected more than 10 times");
    }
    assertThat(server.requests().size() + storage.requests().size()).isEqualTo(11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "unix:///run/docker.sock",
        "jar:file:/x!/y",
        "javascript:alert(1)",
        "http://storage.test/x",
        "http://10.0.0.1/x",
        "https://user:password@127.0.0.1/x",
        "http://user@127.0.0.1/x",
        "http://127.0.0.1:0/x",
        "http://127.0.0.1:65536/x",
        "http://",
        "http:///x",
        "http://a b/x",
        "http://host_name/x",
        "http://[::1/x",
        "%zz"
      })
  void goesNowhereUnsafe(String location) {
    server.on(MANIFEST, Reply.redirect(307, location));
    try (RegistryClient client = Clients.open(withPassword(), time)) {
      assertFails(client, Reason.PROTOCOL, "a redirect");
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void wantsToKnowWhereTo() {
    server.on(MANIFEST, Reply.status(302));
    try (RegistryClient client = Clients.open(time)) {
      assertFails(client, Reason.PROTOCOL, "does not say where to");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 206, 300, 304, 305, 306, 400, 405, 418, 501})
  void takesOtherStatusesForWhatTheyAre(int status) {
    server.on(MANIFEST, Reply.redirect(status, storage.url("/x")));
    try (RegistryClient client = Clients.open(time)) {
      assertFails(client, Reason.PROTOCOL, "HTTP " + status);
    }
    assertThat(storage.requests()).isEmpty();
  }

  @Test
  void doesNotShowWhereItWasSentBeyondTheHost() {
    server.on(MANIFEST, Reply.redirect(307, storage.url("/x?signature=secret")));
    storage.on("/x", Reply.status(403));
    try (RegistryClient client = Clients.open(time)) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> client.manifest(reference))
          .withMessageContaining(storage.url(""))
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
  }

  private void assertFails(RegistryClient client, Reason reason, String text) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.manifest(reference))
        .withMessageContaining("registry " + server.authority())
        .withMessageContaining(text)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private Config withPassword() {
    return Clients.config()
        .withCredentials(
            server.authority(), new RegistryCredentials("alice", PASSWORD.toCharArray()));
  }
}
