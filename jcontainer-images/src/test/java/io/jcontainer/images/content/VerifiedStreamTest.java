package io.jcontainer.images.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Digest;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.model.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class VerifiedStreamTest {
  private final byte[] content = random();
  private final Descriptor descriptor =
      Descriptor.of("x/y", Digest.sha256(content), content.length);

  @Test
  void deliversWhatIsRight() throws IOException {
    VerifiedStream stream = stream(content, descriptor);
    assertThat(stream.readAllBytes()).isEqualTo(content);
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(stream.count()).isEqualTo(content.length);
    assertThatCode(stream::finish).doesNotThrowAnyException();
  }

  @Test
  void checksWithSha512() throws IOException {
    Digest any = new Digest("sha512", "0".repeat(128));
    String hex = HexFormat.of().formatHex(any.newMessageDigest().digest(content));
    Descriptor right = Descriptor.of("x/y", new Digest("sha512", hex), content.length);
    assertThat(stream(content, right).readAllBytes()).isEqualTo(content);
    assertInvalid(content, Descriptor.of("x/y", any, content.length), "its digest is sha512:");
  }

  @Test
  void noticesEveryFlippedBit() {
    for (int position = 0; position < content.length; position++) {
      byte[] damaged = content.clone();
      damaged[position] ^= (byte) (1 << (position % 8));
      assertInvalid(damaged, descriptor, "should be " + descriptor.digest());
    }
  }

  @Test
  void noticesEveryTruncation() {
    for (int length = 0; length < content.length; length++) {
      assertInvalid(
          Arrays.copyOf(content, length), descriptor, "it ends after " + length + " of 1000 bytes");
    }
  }

  @Test
  void noticesEveryAppendix() {
    for (int more = 1; more < 100; more++) {
      assertInvalid(
          Arrays.copyOf(content, content.length + more), descriptor, "more than the 1000 bytes");
    }
  }

  @Test
  void neverEndsWellAfterAFailure() {
    VerifiedStream wrong = stream(new byte[1000], descriptor);
    VerifiedStream tooLong = stream(new byte[3000], descriptor);
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(InvalidImageException.class).isThrownBy(wrong::finish);
      assertThatExceptionOfType(InvalidImageException.class).isThrownBy(tooLong::finish);
    }
  }

  @Test
  void checksWhatADecompressorDoesNotRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    byte[] compressed = bytes.toByteArray();
    bytes.write(new byte[70_000]); // what GZIPInputStream ignores
    byte[] padded = bytes.toByteArray();
    Descriptor promised = Descriptor.of("x/y", Digest.sha256(compressed), padded.length);
    VerifiedStream stream = stream(padded, promised);
    try (InputStream gzip = new GZIPInputStream(stream)) {
      assertThat(gzip.readNBytes(content.length)).isEqualTo(content);
      assertThatExceptionOfType(InvalidImageException.class)
          .isThrownBy(stream::finish)
          .withMessageContaining("its digest is " + Digest.sha256(padded));
    }
  }

  @Test
  void takesNothingForAnythingButNothing() {
    Descriptor empty = Descriptor.of("x/y", Digest.sha256(new byte[0]), 0);
    assertThatCode(() -> stream(new byte[0], empty).finish()).doesNotThrowAnyException();
    assertInvalid(new byte[1], empty, "more than the 0 bytes");
  }

  private static void assertInvalid(byte[] bytes, Descriptor expected, String text) {
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> stream(bytes, expected).finish())
        .withMessageStartingWith("invalid layer: ")
        .withMessageContaining(text);
  }

  private static VerifiedStream stream(byte[] bytes, Descriptor expected) {
    return new VerifiedStream(new ByteArrayInputStream(bytes), expected, "layer");
  }

  private static byte[] random() {
    byte[] bytes = new byte[1000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
