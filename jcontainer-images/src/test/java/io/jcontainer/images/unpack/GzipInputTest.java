package io.jcontainer.images.unpack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.images.testing.Tar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipInputTest {
  private static final byte[] TEXT = random(300_000);
  private static final byte[] MEMBER = Tar.gzip(TEXT);

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(3).nextBytes(bytes);
    Arrays.fill(bytes, 1000, 200_000, (byte) 'x');
    return bytes;
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] inflate(byte[] gzip) throws IOException {
    try (GzipInput input =
        new GzipInput(new ByteArrayInputStream(gzip), IllegalArgumentException::new)) {
      return input.readAllBytes();
    }
  }

  private static void refuses(byte[] gzip, String why) {
    assertThatThrownBy(() -> inflate(gzip))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void membersAreOneContentAndZerosMayFollow() throws IOException {
    assertThat(inflate(MEMBER)).isEqualTo(TEXT);
    assertThat(inflate(concat(MEMBER, MEMBER))).isEqualTo(concat(TEXT, TEXT));
    assertThat(inflate(concat(Tar.gzip(new byte[0]), MEMBER, Tar.gzip(new byte[0]))))
        .isEqualTo(TEXT);
    assertThat(inflate(concat(MEMBER, new byte[1]))).isEqualTo(TEXT);
    assertThat(inflate(concat(MEMBER, new byte[500_000]))).isEqualTo(TEXT);
  }

  @Test
  void allFieldsOfTheHeaderMayBeThere() throws IOException {
    byte[] header = {
      0x1f, (byte) 0x8b, 8, 4 | 8 | 16, 1, 2, 3, 4, 0, 3, 3, 0, 9, 9, 9, 'n', 0, 'c', 0
    };
    byte[] rest = Arrays.copyOfRange(MEMBER, 10, MEMBER.length);
    assertThat(inflate(concat(header, rest))).isEqualTo(TEXT);
  }

  @Test
  void theChecksumOfTheHeaderIsChecked() throws IOException {
    byte[] header = {0x1f, (byte) 0x8b, 8, 2, 0, 0, 0, 0, 0, 3};
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(header);
    byte[] right = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
    byte[] rest = Arrays.copyOfRange(MEMBER, 10, MEMBER.length);
    assertThat(inflate(concat(header, right, rest))).isEqualTo(TEXT);
    right[0]++;
    refuses(concat(header, right, rest), "header");
  }

  @Test
  void whateverElseFollowsIsRefused() {
    refuses(concat(MEMBER, new byte[] {'x'}), "something");
    refuses(concat(MEMBER, new byte[] {0, 0, 0, 1}), "behind its gzip stream");
    refuses(concat(MEMBER, new byte[300_000], new byte[] {1}), "behind its gzip stream");
    refuses(concat(MEMBER, new byte[] {0x1f}), "cut off");
    refuses(concat(new byte[1], MEMBER), "should begin");
  }

  @Test
  void nothingIsNoGzip() {
    refuses(new byte[0], "empty");
  }

  @Test
  void cutOffAnywhereItIsRefused() {
    byte[] small = Tar.gzip("hello, world".getBytes(US_ASCII));
    for (int length = 1; length < small.length; length++) {
      refuses(Arrays.copyOf(small, length), "");
    }
  }

  @Test
  void aWrongByteIsRefusedOrOfNoAccount() throws IOException {
    byte[] text = "hello, world".getBytes(US_ASCII);
    byte[] small = Tar.gzip(text);
    int refused = 0;
    for (int i = 10; i < small.length; i++) {
      byte[] wrong = small.clone();
      wrong[i] ^= 0x40;
      try {
        // the bits behind the last symbol fill its byte up and mean nothing
        assertThat(inflate(wrong)).as("byte %d", i).isEqualTo(text);
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThanOrEqualTo(small.length - 10 - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x20, 0x40, 0x80})
  void unknownFlagsAreRefused(int flag) {
    byte[] wrong = MEMBER.clone();
    wrong[3] = (byte) flag;
    refuses(wrong, "unknown flags");
  }

  @Test
  void aNameWithoutEndIsRefused() {
    byte[] header = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 3};
    byte[] name = new byte[1 << 20];
    Arrays.fill(name, (byte) 'n');
    refuses(concat(header, name), "has no end");
  }
}
