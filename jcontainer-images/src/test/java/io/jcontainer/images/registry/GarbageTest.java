package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ImageException;
import io.jcontainer.Reference;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.Reply.Framing;
import io.jcontainer.images.registry.testing.SampleImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are hardly HTTP: nothing but an {@link ImageException} comes of them. */
class GarbageTest {
  private static final long SEED = 20_250_301;
  private static final int ROUNDS = 400;

  private final FaultyServer server = FaultyServer.start();
  private final RegistryClient client = Clients.openHasty(new VirtualPace());
  private final SampleImage image = SampleImage.ofLayer(new byte[100]);
  private final Reference reference = Clients.reference(server, "app:1");
  private final Descriptor layer = Descriptor.of("x/y", image.lastLayer(), 100);
  private final String layerPath = "/v2/app/blobs/" + image.lastLayer();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "-1",
        "+5",
        "",
        " ",
        "5, 6",
        "0x10",
        "99999999999999999999",
        "1e3",
        "\u00b2"
      })
  void survivesLengthsThatAreNone(String length) {
    Reply manifest = Reply.ok(image.mediaType(), image.manifest());
    Reply chunked = manifest.framed(new Framing.Chunked()).header("Content-Length", length);
    Reply open = manifest.framed(new Framing.UntilClose()).header("Content-Length", length);
    for (Reply reply : new Reply[] {chunked, open}) {
      server.on("/v2/app/manifests/1", reply);
      server.on(layerPath, reply);
      assertSurvives(() -> client.manifest(reference));
      assertSurvives(() -> client.blob(reference, layer).finish());
    }
  }

  @Test
  void survivesDamagedAnswers() {
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: "
            + image.mediaType()
            + "\r\nDocker-Content-Digest: "
            + image.digest()
            + "\r\nWWW-Authenticate: Bearer realm=\"http://127.0.0.1:1/\"\r\nLocation: /v2/\r\n"
            + "Retry-After: 1\r\nContent-Range: bytes 0-99/100\r\nContent-Length: "
            + image.manifest().length
            + "\r\n\r\n"
            + new String(image.manifest(), StandardCharsets.UTF_8);
    byte[] good = head.getBytes(StandardCharsets.UTF_8);
    AtomicReference<byte[]> current = new AtomicReference<>(good);
    server.on("/v2/app/manifests/1", request -> Reply.raw(current.get()));
    server.on(layerPath, request -> Reply.raw(current.get()));
    assertThat(client.manifest(reference).digest()).isEqualTo(image.digest());

    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      current.set(damaged(good, random));
      assertSurvives(() -> client.manifest(reference));
      assertSurvives(() -> client.blob(reference, layer).finish());
    }
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      // mostly in the head, where HTTP is
      int at = random.nextInt(random.nextInt(4) == 0 ? bytes.length : 420);
      bytes[at] =
          (byte)
              (random.nextBoolean()
                  ? random.nextInt(256)
                  : "0123456789\r\n :;,\"".charAt(random.nextInt(17)));
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  @Test
  void survivesNoise() {
    Random random = new Random(SEED);
    for (int round = 0; round < 50; round++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      server.on("/v2/app/manifests/1", Reply.raw(noise));
      assertThatExceptionOfType(ImageException.class)
          .isThrownBy(() -> client.manifest(reference))
          .withMessageContaining(server.authority());
    }
  }

  @Test
  void survivesEndlessHeaders() {
    Reply reply = Reply.ok(image.mediaType(), image.manifest());
    server.on("/v2/app/manifests/1", reply.header("X", "y".repeat(1 << 20)));
    assertThatExceptionOfType(ImageException.class).isThrownBy(() -> client.manifest(reference));
    Reply many = reply;
    for (int i = 0; i < 2000; i++) {
      many = many.header("X" + i, "y".repeat(300));
    }
    server.on("/v2/app/manifests/1", many);
    assertThatExceptionOfType(ImageException.class).isThrownBy(() -> client.manifest(reference));
    server.on(
        "/v2/app/manifests/1",
        Reply.raw(
            "HTTP/1.1 100 Continue\r\n\r\n".repeat(5000).getBytes(StandardCharsets.US_ASCII)));
    assertThatExceptionOfType(ImageException.class).isThrownBy(() -> client.manifest(reference));
  }

  /** Success is fine, and an image exception is; anything else fails the test by itself. */
  private static void assertSurvives(Runnable work) {
    try {
      work.run();
    } catch (ImageException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
    }
  }
}
