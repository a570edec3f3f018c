package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Reference;
import io.jcontainer.RegistryCredentials;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.Reply.Flaw;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.registry.testing.TestTls;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Registries that are neither loopback nor insecure: no plain HTTP, whatever happens. */
@TestInstance(Lifecycle.PER_CLASS)
class TlsTest {
  private static final String MANIFEST = "/v2/app/manifests/1";

  private final VirtualPace time = new VirtualPace();
  private final SampleImage image = SampleImage.ofLayer(new byte[100]);
  private final FaultyServer plain = FaultyServer.start();
  private TestTls tls;
  private FaultyServer secure;

  TlsTest(@TempDir Path directory) {
    tls = TestTls.create(directory);
    secure = FaultyServer.start(tls.server().getServerSocketFactory());
  }

  @BeforeAll
  void publish() {
    image.publish(secure, "app", "1");
    image.publish(plain, "app", "1");
  }

  @AfterAll
  void close() {
    secure.close();
    plain.close();
  }

  @Test
  void fetchesOverTls() {
    try (RegistryClient client = Clients.open(Clients.config(), time, tls.client())) {
      Reference reference = Reference.parse("registry.test:" + secure.port() + "/app:1");
      try (VerifiedStream layer = client.blob(reference, Clients.lastLayer(client, reference))) {
        layer.finish();
      }
    }
  }

  @Test
  void refusesACertificateThatNobodyVouchesFor() throws NoSuchAlgorithmException {
    int before = secure.requests().size();
    try (RegistryClient client = Clients.open(Clients.config(), time, SSLContext.getDefault())) {
      assertUnreachable(client, "registry.test:" + secure.port(), "no trusted TLS connection");
    }
    assertThat(secure.requests()).hasSize(before);
    assertThat(time.sleeps()).isEmpty();
  }

  @Test
  void refusesACertificateForAnotherName() {
    try (RegistryClient client = Clients.open(Clients.config(), time, tls.client())) {
      assertUnreachable(client, "evil.test:" + secure.port(), "no trusted TLS connection");
    }
  }

  @Test
  void doesNotFallBackToPlainHttp() {
    try (RegistryClient client = Clients.open(Clients.config(), time, tls.client())) {
      assertUnreachable(client, "registry.test:" + plain.port(), "Config.withInsecureRegistry");
    }
    assertThat(plain.requests()).isEmpty();
  }

  @Test
  void speaksPlainHttpToAnInsecureRegistryOnly() {
    String authority = "registry.test:" + plain.port();
    try (FaultyServer open = FaultyServer.start();
        RegistryClient client =
            Clients.open(
                Clients.config().withInsecureRegistry("registry.test:" + open.port()),
                time,
                tls.client())) {
      image.publish(open, "app", "1");
      Reference reference = Reference.parse("registry.test:" + open.port() + "/app:1");
      assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
      assertUnreachable(client, authority, "no trusted TLS connection");
    }
  }

  @Test
  void isNotRedirectedToPlainHttp() {
    FaultyServer redirecting = FaultyServer.start(tls.server().getServerSocketFactory());
    try (redirecting;
        RegistryClient client = Clients.open(Clients.config(), time, tls.client())) {
      for (String target : new String[] {plain.url(MANIFEST), "http://registry.test/x"}) {
        redirecting.on(MANIFEST, Reply.redirect(307, target));
        Reference reference = Reference.parse("registry.test:" + redirecting.port() + "/app:1");
        assertThatExceptionOfType(RegistryException.class)
            .isThrownBy(() -> client.manifest(reference))
            .withMessageContaining("not encrypted");
      }
    }
    assertThat(plain.requests()).isEmpty();
  }

  @Test
  void getsTokensOverTlsOnly() {
    FaultyServer asking = FaultyServer.start(tls.server().getServerSocketFactory());
    try (asking;
        FaultyServer elsewhere = FaultyServer.start(tls.server().getServerSocketFactory());
        RegistryClient client =
            Clients.open(
                Clients.config()
                    .withCredentials(
                        "registry.test:" + asking.port(),
                        new RegistryCredentials("alice", "hunter2-6f1d90c2a7".toCharArray())),
                time,
                tls.client())) {
      Reference reference = Reference.parse("registry.test:" + asking.port() + "/app:1");
      asking.on(MANIFEST, Reply.challenge("Bearer realm=\"" + plain.url("/token") + "\""));
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> client.manifest(reference))
          .withMessageContaining("not encrypted");
      String realm = "https://other.registry.test:" + elsewhere.port() + "/token";
      asking.on(MANIFEST, Reply.challenge("Bearer realm=\"" + realm + "\""));
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> client.manifest(reference))
          .withMessageContaining("of another domain");
      assertThat(elsewhere.requests()).isEmpty();
      assertThat(asking.saw("hunter2-6f1d90c2a7")).isFalse();
    }
    assertThat(plain.requests()).isEmpty();
  }

  @Test
  void goesOnAfterABreakWithinTls() {
    byte[] blob = new byte[500_000];
    SampleImage large = SampleImage.ofLayer(blob);
    FaultyServer breaking = FaultyServer.start(tls.server().getServerSocketFactory());
    try (breaking;
        RegistryClient client = Clients.open(Clients.config(), time, tls.client())) {
      large.publish(breaking, "app", "1");
      Reply good = Reply.status(200).body(blob);
      breaking.on(
          "/v2/app/blobs/" + large.lastLayer(), good.flawed(new Flaw.ResetAfter(200_000)), good);
      Reference reference = Reference.parse("registry.test:" + breaking.port() + "/app:1");
      try (VerifiedStream layer = client.blob(reference, Clients.lastLayer(client, reference))) {
        layer.finish();
      }
    }
  }

  private static void assertUnreachable(RegistryClient client, String authority, String text) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> client.manifest(Reference.parse(authority + "/app:1")))
        .withMessageContaining("registry " + authority)
        .withMessageContaining(text)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
  }
}
