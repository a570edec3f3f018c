package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DigestTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  /** FIPS 180-4, the example of one block. */
  private static final String OF_ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void hashesBytes() {
    assertThat(Digest.sha256("abc".getBytes(StandardCharsets.US_ASCII))).hasToString(OF_ABC);
  }

  @Test
  void isReadBackFromItsText() {
    for (String text : new String[] {OF_ABC, "sha256:" + HEX, "sha512:" + HEX + HEX}) {
      assertThat(Digest.parse(text)).hasToString(text).isEqualTo(Digest.parse(text));
    }
  }

  @Test
  void checksWithTheHashFunctionItNames() {
    assertThat(Digest.parse("sha256:" + HEX).newMessageDigest().getDigestLength()).isEqualTo(32);
    assertThat(Digest.parse("sha512:" + HEX + HEX).newMessageDigest().getDigestLength())
        .isEqualTo(64);
  }

  static String[] refused() {
    return new String[] {
      "",
      ":",
      "sha256",
      "sha256:",
      ":" + HEX,
      HEX,
      "sha256:../../etc/passwd",
      "sha256:" + "../".repeat(21) + "a",
      "sha256:" + HEX.toUpperCase(java.util.Locale.ROOT),
      "sha256:" + HEX.substring(1),
      "sha256:" + HEX + "0",
      "sha256:" + HEX + "\n",
      "sha256:" + HEX.substring(1) + "\0",
      "sha256:" + HEX.substring(1) + "/",
      "sha256:" + HEX.substring(1) + "\u0661", // a digit, but not an ASCII one
      "sha256: " + HEX.substring(1),
      " sha256:" + HEX,
      "SHA256:" + HEX,
      "sha512:" + HEX,
      "sha256:" + HEX + HEX,
      "sha384:" + HEX + HEX.substring(32),
      "sha1:" + HEX.substring(24),
      "md5:" + HEX.substring(32),
      "sha256+b64u:" + HEX,
      "sha256:sha256:" + HEX,
      "../sha256:" + HEX
    };
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatCouldBeAPathOrAnotherDigest(String text) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> Digest.parse(text))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\0"));
  }
}
