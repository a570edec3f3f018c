package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Digest;
import io.jcontainer.ImageException;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.Reply.Flaw;
import io.jcontainer.images.registry.testing.Reply.Framing;
import io.jcontainer.images.registry.testing.SampleImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests, tokens and errors that are too large, too slow or not what they should be. */
class DocumentBoundsTest {
  private static final String MANIFEST = "/v2/app/manifests/1";

  private final FaultyServer server = FaultyServer.start();
  private final VirtualPace time = new VirtualPace();
  private final RegistryClient client = Clients.open(time);
  private final SampleImage image = SampleImage.ofLayer(new byte[100]);
  private final Reference reference = Clients.reference(server, "app:1");
  private final Reply good = Reply.ok(image.mediaType(), image.manifest());
  private final Reply endless =
      Reply.ok(image.mediaType(), new byte[64 << 10])
          .framed(new Framing.Chunked())
          .flawed(new Flaw.Endless());

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void stopsReadingAnEndlessManifest() {
    server.on(MANIFEST, endless);
    assertFails(RegistryException.class, "larger than 4,194,304 bytes");
    server.on(MANIFEST, endless.framed(new Framing.UntilClose()));
    assertFails(RegistryException.class, "larger than 4,194,304 bytes");
  }

  @Test
  void doesNotBelieveALargeLength() {
    server.on(MANIFEST, good.framed(new Framing.Length(1L << 40)));
    assertFails(RegistryException.class, "larger than 4,194,304 bytes");
    server.on(MANIFEST, good.framed(new Framing.Length(4 << 20)).flawed(new Flaw.CloseAfter(9)));
    assertFails(RegistryException.class, "broke");
  }

  @Test
  void readsWhatALengthSaysAndNoMore() {
    server.on(MANIFEST, good.framed(new Framing.Length(10)));
    assertFails(InvalidImageException.class, "not well-formed");
  }

  @Test
  void keepsMemoryBoundedWhateverIsSent() {
    server.on(MANIFEST, endless);
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();
    for (int i = 0; i < 5; i++) {
      assertFails(RegistryException.class, "larger than");
    }
    System.gc();
    assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(16 << 20);
  }

  @Test
  void stopsReadingAnEndlessToken() {
    server.on(MANIFEST, Reply.challenge("Bearer realm=\"" + server.url("/token") + "\""));
    server.on("/token", endless);
    assertFails(RegistryException.class, "larger than 1,048,576 bytes");
  }

  @Test
  void stopsReadingAnEndlessError() {
    Reply error =
        Reply.status(403)
            .body(new byte[64 << 10])
            .framed(new Framing.Chunked())
            .flawed(new Flaw.Endless());
    server.on(MANIFEST, error);
    assertFails(RegistryException.class, "HTTP 403");
  }

  @Test
  void stopsReadingAnEndlessConfiguration() {
    Descriptor huge = Descriptor.of("x/y", image.config(), 5 << 20);
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> client.smallBlob(reference, huge))
        .withMessageContaining("more than 4 MiB");
    Descriptor small = Descriptor.of("x/y", image.config(), 100);
    server.on("/v2/app/blobs/" + image.config(), endless);
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> client.smallBlob(reference, small))
        .withMessageContaining("more than the 100 bytes");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void stopsWaitingForATrickle() {
    try (RegistryClient hasty = Clients.openHasty(time)) {
      server.on(MANIFEST, good.flawed(new Flaw.Trickle(Duration.ofMillis(30))));
      assertFails(hasty, RegistryException.class, "stalled");
      // never so slow that it stalls, and still too slow for a document
      Reply slow =
          Reply.ok(image.mediaType(), " ".repeat(4 << 20).getBytes(StandardCharsets.UTF_8));
      server.on(MANIFEST, slow.flawed(new Flaw.Trickle(Duration.ZERO)));
      assertFails(hasty, RegistryException.class, "longer than 3 s");
    }
  }

  @Test
  void doesNotInflateWhatItDidNotAskToBeDeflated() {
    server.on(MANIFEST, good.header("Content-Encoding", "gzip"));
    assertFails(RegistryException.class, "encoded");
    server.on(MANIFEST, good.header("Content-Encoding", "identity"));
    assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
  }

  @Test
  void saysThatAWebPageIsNoRegistry() {
    for (int status : new int[] {200, 404, 500}) {
      server.on(
          MANIFEST,
          Reply.status(status)
              .header("Content-Type", "text/html; charset=utf-8")
              .body("<html><script>alert(1)</script></html>"));
      assertThatExceptionOfType(ImageException.class)
          .isThrownBy(() -> client.manifest(reference))
          .withMessageContaining(server.authority())
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("<"))
          .satisfies(
              e -> {
                if (status == 200) {
                  assertThat(e.getMessage()).contains("sent a web page");
                  assertThat(((RegistryException) e).reason()).isEqualTo(Reason.PROTOCOL);
                }
              });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "text/plain",
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "x"
      })
  void refusesAManifestThatIsSentAsSomethingElse(String contentType) {
    server.on(MANIFEST, Reply.ok(contentType, image.manifest()));
    assertFails(InvalidImageException.class, "announced as " + contentType);
  }

  @Test
  void takesAManifestWithoutOrWithAnUnusualContentType() {
    server.on(MANIFEST, Reply.status(200).body(image.manifest()));
    assertThat(client.manifest(reference).mediaType()).isEqualTo(image.mediaType());
    server.on(
        MANIFEST,
        Reply.ok("APPLICATION/vnd.oci.image.manifest.v1+json ; charset=utf-8", image.manifest()));
    assertThat(client.manifest(reference).mediaType()).isEqualTo(image.mediaType());
  }

  @Test
  void checksTheDigestThatWasAskedFor() {
    String digest = image.digest().toString();
    Reference pinned = Clients.reference(server, "app@" + digest);
    byte[] other = image.manifest();
    other[other.length - 1] = ' ';
    server.on("/v2/app/manifests/" + digest, Reply.ok(image.mediaType(), other));
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> client.manifest(pinned))
        .withMessageContaining(
            "its digest is " + Digest.sha256(other) + ", and should be " + digest);
    server.on("/v2/app/manifests/" + digest, good);
    assertThat(client.manifest(pinned).digest()).isEqualTo(image.digest());
    Reference tagged = Clients.reference(server, "app:1@" + digest);
    assertThat(client.manifest(tagged).digest()).isEqualTo(image.digest());
    assertThat(server.requests(MANIFEST)).as("a digest outranks a tag").isEmpty();
  }

  @Test
  void takesTheRegistrysOwnDigestForNoMoreThanItIs() {
    server.on(MANIFEST, good.header("Docker-Content-Digest", image.digest().toString()));
    assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
    server.on(MANIFEST, good.header("Docker-Content-Digest", "../../etc/passwd"));
    assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());
    server.on(MANIFEST, good.header("Docker-Content-Digest", "sha256:" + "0".repeat(64)));
    assertFails(InvalidImageException.class, "should be sha256:000");
  }

  @Test
  void checksWhatAnIndexPromises() {
    String path = "/v2/app/manifests/" + image.digest();
    Descriptor entry = Descriptor.of(image.mediaType(), image.digest(), image.manifest().length);
    server.on(path, good);
    assertThat(client.manifest(reference, entry).digest()).isEqualTo(image.digest());

    assertEntryFails(Descriptor.of(image.mediaType(), image.digest(), 7), "and should have 7");
    assertEntryFails(Descriptor.of(image.mediaType(), image.digest(), 5 << 20), "more than 4 MiB");
    assertEntryFails(
        Descriptor.of(
            "application/vnd.docker.distribution.manifest.v2+json", image.digest(), entry.size()),
        "was sent as");
    server.on(path, Reply.status(200).body(image.manifest()));
    assertEntryFails(
        Descriptor.of(
            "application/vnd.docker.distribution.manifest.v2+json", image.digest(), entry.size()),
        "announced as");
    byte[] other = image.manifest();
    other[other.length - 1] = ' ';
    server.on(path, Reply.ok(image.mediaType(), other));
    assertEntryFails(entry, "its digest is");
  }

  private void assertEntryFails(Descriptor entry, String text) {
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> client.manifest(reference, entry))
        .withMessageContaining(text);
  }

  @Test
  void namesTheRegistryAndTheRemedy() {
    server.on(MANIFEST, Reply.error(404, "MANIFEST_UNKNOWN", "x"));
    assertFails(
        ImageNotFoundException.class,
        "no image " + reference + " in registry " + server.authority() + " (MANIFEST_UNKNOWN)");
    server.on(MANIFEST, Reply.error(403, "DENIED", "x"));
    assertFails(RegistryException.class, "Config.withCredentials(\"" + server.authority() + "\"");
    for (String body :
        List.of("", "[]", "{\"errors\":null}", "{\"errors\":[{\"code\":\"<b>\"}]}")) {
      server.on(MANIFEST, Reply.status(403).body(body));
      assertFails(RegistryException.class, "HTTP 403: there is no such repository");
    }
  }

  private void assertFails(Class<? extends ImageException> type, String text) {
    assertFails(client, type, text);
  }

  private void assertFails(RegistryClient by, Class<? extends ImageException> type, String text) {
    assertThatExceptionOfType(type)
        .isThrownBy(() -> by.manifest(reference))
        .withMessageContaining(text);
  }
}
