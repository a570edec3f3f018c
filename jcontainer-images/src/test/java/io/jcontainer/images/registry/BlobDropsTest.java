package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Digest;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.Reply.Flaw;
import io.jcontainer.images.registry.testing.Request;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A registry that breaks off at every 64 KiB of a layer, one place after the other and all at once.
 */
class BlobDropsTest {
  private static final int PIECE = 64 << 10;

  private final FaultyServer server = FaultyServer.start();
  private final VirtualPace time = new VirtualPace();
  private final RegistryClient client = Clients.open(time);
  private final Reference reference = Clients.reference(server, "app:1");
  private final byte[] layer = layer();
  private final Descriptor blob = Descriptor.of("x/y", Digest.sha256(layer), layer.length);
  private final String path = "/v2/app/blobs/" + blob.digest();

  private static byte[] layer() {
    byte[] bytes = new byte[2_000_000];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static int offset(Request request) {
    return request
        .header("range")
        .map(range -> Integer.parseInt(range.substring(6, range.length() - 1)))
        .orElse(0);
  }

  private Reply from(int offset) {
    byte[] rest = Arrays.copyOfRange(layer, offset, layer.length);
    return offset == 0
        ? Reply.ok("application/octet-stream", rest)
        : Reply.status(206)
            .header(
                "Content-Range", "bytes " + offset + "-" + (layer.length - 1) + "/" + layer.length)
            .body(rest);
  }

  private void fetches() {
    try (VerifiedStream stream = client.blob(reference, blob)) {
      stream.finish();
    }
  }

  @Test
  void eachPlaceAlone() {
    for (int place = PIECE; place < layer.length; place += PIECE) {
      for (Flaw flaw : new Flaw[] {new Flaw.CloseAfter(place), new Flaw.ResetAfter(place)}) {
        AtomicInteger tries = new AtomicInteger();
        server.on(
            path,
            request -> {
              Reply reply = from(offset(request));
              return tries.incrementAndGet() == 1 ? reply.flawed(flaw) : reply;
            });
        fetches();
        assertThat(tries.get()).isGreaterThan(1);
      }
    }
  }

  /** So little comes of each connection that nobody would see the end: it is said clearly. */
  @Test
  void allPlacesAtOnce() {
    server.on(
        path,
        request -> {
          int offset = offset(request);
          Reply reply = from(offset);
          return layer.length - offset > PIECE ? reply.flawed(new Flaw.CloseAfter(PIECE)) : reply;
        });
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(this::fetches)
        .withMessageContaining("broke");
    assertThat(server.requests(path)).hasSizeBetween(2, layer.length / PIECE);
  }
}
