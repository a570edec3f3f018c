package io.jcontainer.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Digest;
import io.jcontainer.ImageException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.RegistryException.Reason;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.Reply.Flaw;
import io.jcontainer.images.registry.testing.Reply.Framing;
import io.jcontainer.images.registry.testing.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobTest {
  private static final int SIZE = 3 << 20;

  private final FaultyServer server = FaultyServer.start();
  private final VirtualPace time = new VirtualPace();
  private final RegistryClient client = Clients.open(time);
  private final byte[] blob = random(SIZE);
  private final Descriptor descriptor = Descriptor.of("x/y", Digest.sha256(blob), SIZE);
  private final String path = "/v2/app/blobs/" + descriptor.digest();
  private final Reference reference = Clients.reference(server, "app:1");

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void comesWithALengthInChunksAndUntilTheEnd() {
    for (Framing framing :
        List.of(new Framing.Length(SIZE), new Framing.Chunked(), new Framing.UntilClose())) {
      server.on(path, good().framed(framing));
      assertThat(read()).isEqualTo(blob);
    }
    assertThat(time.sleeps()).isEmpty();
  }

  @Test
  void isReadByteByByteToo() {
    byte[] small = Arrays.copyOf(blob, 300);
    Descriptor few = Descriptor.of("x/y", Digest.sha256(small), small.length);
    server.on("/v2/app/blobs/" + few.digest(), Reply.status(200).body(small));
    try (VerifiedStream stream = client.blob(reference, few)) {
      for (byte b : small) {
        assertThat((byte) stream.read()).isEqualTo(b);
      }
      assertThat(stream.read()).isEqualTo(-1);
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 16_384, 1 << 20, SIZE - 1})
  void goesOnWhereTheConnectionBroke(int position) {
    for (Flaw flaw : List.of(new Flaw.CloseAfter(position), new Flaw.ResetAfter(position))) {
      assertGoesOn(client, flaw);
    }
    assertThat(time.sleeps()).containsExactly(1L, 1L);
  }

  @Test
  void goesOnWhereTheConnectionHung() {
    try (RegistryClient hasty = Clients.openHasty(time)) {
      assertGoesOn(hasty, new Flaw.HangAfter(1_000_000));
    }
    assertThat(server.requests(path).getLast().header("range")).contains("bytes=1000000-");
  }

  private void assertGoesOn(RegistryClient by, Flaw flaw) {
    AtomicInteger requests = new AtomicInteger();
    server.on(
        path, request -> requests.getAndIncrement() == 0 ? good().flawed(flaw) : rest(request));
    assertThat(read(by)).isEqualTo(blob);
    assertThat(requests).hasValue(2);
  }

  /** What the request asks for. A break may lose what the socket still held, so this varies. */
  private Reply rest(Request request) {
    return request
        .header("range")
        .map(range -> from(Integer.parseInt(range.substring(6, range.length() - 1))))
        .orElseGet(this::good);
  }

  private Reply from(int offset) {
    return from(offset, "bytes " + offset + "-" + (SIZE - 1) + "/" + SIZE, blob);
  }

  private static Reply from(int offset, String range, byte[] bytes) {
    return Reply.status(206)
        .header("Content-Range", range)
        .body(Arrays.copyOfRange(bytes, offset, SIZE));
  }

  @Test
  void startsAgainWhereRangesAreUnknown() {
    server.on(path, good().flawed(new Flaw.CloseAfter(2_000_000)), good());
    assertThat(read()).isEqualTo(blob);
  }

  @Test
  void goesOnWhenAnAnswerEndsTooEarlyWithoutSayingSo() {
    Reply whole = good().framed(new Framing.UntilClose());
    AtomicInteger requests = new AtomicInteger();
    server.on(
        path,
        request ->
            requests.getAndIncrement() == 0
                ? whole.flawed(new Flaw.CloseAfter(1_000_000))
                : rest(request));
    assertThat(read()).isEqualTo(blob);
    server.on(path, half(), from(SIZE / 2));
    assertThat(read()).isEqualTo(blob);
  }

  @Test
  void refusesAnotherRangeThanItAskedFor() {
    for (String wrong :
        List.of(
            "bytes 999999-3145727/3145728", "bytes 0-3145727/3145728", "bytes */3145728", "x")) {
      server.on(path, half(), from(SIZE / 2, wrong, blob));
      assertFails(RegistryException.class, "another range");
    }
    server.on(path, half(), Reply.status(206).body(new byte[SIZE / 2]));
    assertFails(RegistryException.class, "another range");
    server.on(path, Reply.status(206).body(blob));
    assertFails(RegistryException.class, "another range");
  }

  @Test
  void refusesARestOfAnotherSize() {
    server.on(path, half(), from(SIZE / 2).body(new byte[SIZE / 2 - 1]));
    assertFails(InvalidImageException.class, "1572863 bytes where its descriptor says 1572864");
  }

  @Test
  void noticesARestOfAnotherBlob() {
    byte[] other = blob.clone();
    other[SIZE - 1] ^= 1;
    server.on(path, half(), from(SIZE / 2, "bytes 1572864-3145727/3145728", other));
    assertFails(InvalidImageException.class, "its digest is " + Digest.sha256(other));
  }

  /** An answer that ends in the middle and does not know it: nothing of it is lost. */
  private Reply half() {
    return Reply.status(200).body(Arrays.copyOf(blob, SIZE / 2)).framed(new Framing.Chunked());
  }

  @Test
  void givesUpWhenEveryConnectionBreaks() {
    server.on(path, good().flawed(new Flaw.CloseAfter(100)));
    assertFails(RegistryException.class, "broke");
    // a break so early may count as one of the head, which has tries of its own
    assertThat(server.requests(path)).hasSizeBetween(4, 16);
  }

  @Test
  void goesOnForAsLongAsThereIsProgress() {
    byte[] large = random(8 << 20);
    Descriptor eight = Descriptor.of("x/y", Digest.sha256(large), large.length);
    server.on("/v2/app/blobs/" + eight.digest(), request -> megabyte(request, large));
    try (VerifiedStream stream = client.blob(reference, eight)) {
      stream.finish();
    }
    assertThat(time.sleeps()).hasSize(7).containsOnly(1L);
  }

  /** A megabyte from where the request wants it, and no more. */
  private static Reply megabyte(Request request, byte[] large) {
    int offset =
        request
            .header("range")
            .map(range -> Integer.parseInt(range.substring(6, range.length() - 1)))
            .orElse(0);
    Reply head =
        offset == 0
            ? Reply.status(200)
            : Reply.status(206)
                .header("Content-Range", "bytes " + offset + "-8388607/" + large.length);
    return head.body(Arrays.copyOfRange(large, offset, offset + (1 << 20)))
        .framed(new Framing.Chunked());
  }

  @Test
  void saysThatItIsTooShort() {
    byte[] half = Arrays.copyOf(blob, 1000);
    server.on(path, Reply.status(200).body(half).framed(new Framing.Chunked()));
    assertFails(InvalidImageException.class, "ends after 1000 of " + SIZE + " bytes");
    assertThat(time.sleeps()).containsExactly(1L, 2L, 4L);
  }

  @Test
  void refusesALengthThatIsNotTheDescriptors() {
    server.on(path, Reply.status(200).body(new byte[SIZE + 1]));
    assertFails(InvalidImageException.class, "has 3145729 bytes where its descriptor says 3145728");
    server.on(path, Reply.status(200).body(new byte[0]));
    assertFails(InvalidImageException.class, "has 0 bytes");
  }

  @Test
  void stopsAtTheSizeWhateverComes() {
    server.on(path, good().framed(new Framing.Chunked()).flawed(new Flaw.Endless()));
    assertFails(InvalidImageException.class, "more than the " + SIZE + " bytes");
    server.on(path, good().framed(new Framing.UntilClose()).flawed(new Flaw.Endless()));
    assertFails(InvalidImageException.class, "more than the " + SIZE + " bytes");
  }

  @Test
  void noticesAnyDamage() {
    Random random = new Random(7);
    for (int i = 0; i < 20; i++) {
      byte[] damaged = blob.clone();
      damaged[random.nextInt(SIZE)] ^= (byte) (1 << random.nextInt(8));
      server.on(path, Reply.status(200).body(damaged));
      assertFails(InvalidImageException.class, "should be " + descriptor.digest());
    }
    assertThat(time.sleeps()).isEmpty();
  }

  @Test
  void stopsWaitingForATrickle() {
    server.on(path, good().flawed(new Flaw.Trickle(Duration.ofMillis(20))));
    long start = System.nanoTime();
    try (RegistryClient hasty = Clients.openHasty(time)) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> read(hasty))
          .withMessageContaining("stalled")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void asksTheRegistryAgainForEachRest() {
    FaultyServer storage = FaultyServer.start();
    try (storage) {
      server.on(path, request -> Reply.redirect(307, storage.url("/signed")));
      storage.on("/signed", half(), from(SIZE / 2));
      assertThat(read()).isEqualTo(blob);
      assertThat(server.requests(path)).hasSize(2);
      assertThat(storage.requests().get(1).header("range")).contains("bytes=1572864-");
    }
  }

  @Test
  void leavesNoConnectionWhenItIsGivenUp() throws InterruptedException, IOException {
    for (int i = 0; i < 5; i++) {
      server.on(path, good().framed(new Framing.Chunked()).flawed(new Flaw.Endless()));
      try (VerifiedStream stream = client.blob(reference, descriptor)) {
        assertThat(stream.readNBytes(10)).hasSize(10);
      }
    }
    for (int i = 0; i < 1500 && server.openConnections() > 0; i++) {
      Thread.sleep(20);
    }
    assertThat(server.openConnections()).isZero();
  }

  private Reply good() {
    return Reply.ok("application/octet-stream", blob);
  }

  private byte[] read() {
    return read(client);
  }

  private byte[] read(RegistryClient by) {
    try (VerifiedStream stream = by.blob(reference, descriptor)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertFails(Class<? extends ImageException> type, String text) {
    assertThatExceptionOfType(type).isThrownBy(this::read).withMessageContaining(text);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
