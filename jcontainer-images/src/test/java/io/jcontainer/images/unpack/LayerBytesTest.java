package io.jcontainer.images.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.jcontainer.Digest;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Compression;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.testing.Tar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LayerBytesTest {
  private static final byte[] ARCHIVE = new Tar().file("f", "f".repeat(10_000)).bytes();

  private static byte[] read(byte[] stored, Compression compression) throws IOException {
    LayerBlob blob =
        new LayerBlob(Digest.sha256(stored), stored.length, compression, Digest.sha256(ARCHIVE));
    AtomicBoolean closed = new AtomicBoolean();
    InputStream source =
        new ByteArrayInputStream(stored) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    Descriptor descriptor = Descriptor.of("layer", Digest.sha256(stored), stored.length);
    try (LayerBytes bytes =
        new LayerBytes(new VerifiedStream(source, descriptor, blob.part()), blob)) {
      return bytes.readAllBytes();
    } finally {
      assertThat(closed).as("the stored bytes are closed, whatever they are").isTrue();
    }
  }

  private static void refuses(byte[] stored, Compression compression, String why) {
    assertThatThrownBy(() -> read(stored, compression))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining(why);
  }

  @Test
  void readsEachCompression() throws IOException {
    assertThat(read(ARCHIVE, Compression.NONE)).isEqualTo(ARCHIVE);
    assertThat(read(Tar.gzip(ARCHIVE), Compression.GZIP)).isEqualTo(ARCHIVE);
    assertThat(read(Zstd.compress(ARCHIVE), Compression.ZSTD)).isEqualTo(ARCHIVE);
    assertThat(read(new byte[0], Compression.NONE)).isEmpty();
  }

  @Test
  void zstdMayHaveSeveralFramesAndSkippableOnes() throws IOException {
    byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(skippable);
    all.writeBytes(Zstd.compress(Arrays.copyOf(ARCHIVE, 5000)));
    all.writeBytes(Zstd.compress(Arrays.copyOfRange(ARCHIVE, 5000, ARCHIVE.length)));
    all.writeBytes(skippable);
    assertThat(read(all.toByteArray(), Compression.ZSTD)).isEqualTo(ARCHIVE);
  }

  @Test
  void whatIsSaidAndWhatIsThereHaveToAgree() {
    refuses(ARCHIVE, Compression.GZIP, "looks like NONE");
    refuses(ARCHIVE, Compression.ZSTD, "looks like NONE");
    refuses(Tar.gzip(ARCHIVE), Compression.NONE, "looks like GZIP");
    refuses(Tar.gzip(ARCHIVE), Compression.ZSTD, "looks like GZIP");
    refuses(Zstd.compress(ARCHIVE), Compression.NONE, "looks like ZSTD");
    refuses(new byte[0], Compression.GZIP, "looks like NONE");
  }

  @Test
  void damagedZstdIsRefusedWhereverItIsCutOff() {
    byte[] stored = Zstd.compress(ARCHIVE);
    for (int length = 5; length < stored.length; length++) {
      refuses(Arrays.copyOf(stored, length), Compression.ZSTD, "zstd stream is damaged");
    }
    byte[] more = Arrays.copyOf(stored, stored.length + 3);
    refuses(more, Compression.ZSTD, "zstd stream is damaged");
  }

  @Test
  void aZstdWindowOfGigabytesIsRefused() throws IOException {
    // magic, a frame header with nothing but a window descriptor, and an empty last block
    byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 1, 0, 0};
    frame[5] = (byte) ((27 - 10) << 3);
    assertThat(read(frame, Compression.ZSTD)).isEmpty();
    for (int log = 28; log <= 41; log++) {
      frame[5] = (byte) ((log - 10) << 3);
      refuses(frame, Compression.ZSTD, "zstd stream is damaged");
    }
  }

  @Test
  void theDigestIsOfAllBytesAlsoThoseBehindTheArchive() {
    byte[] stored = Arrays.copyOf(Tar.gzip(ARCHIVE), Tar.gzip(ARCHIVE).length + 10);
    Digest other = Digest.sha256(Tar.gzip(ARCHIVE));
    LayerBlob blob = new LayerBlob(other, stored.length, Compression.GZIP, other);
    assertThatThrownBy(
            () -> {
              try (LayerBytes bytes = new LayerBytes(Tar.stored(stored, blob), blob)) {
                bytes.readAllBytes();
              }
            })
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("digest");
  }
}
