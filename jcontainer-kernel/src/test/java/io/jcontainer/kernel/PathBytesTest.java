package io.jcontainer.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathBytesTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/usr/bin", "naïve", "日本", "\uD83D\uDE00", "\uFFFD", "a?b"})
  void keepsValidText(String text) {
    assertThat(PathBytes.encode(text)).isEqualTo(text.getBytes(UTF_8));
    assertThat(PathBytes.decode(text.getBytes(UTF_8))).isEqualTo(text);
  }

  @Test
  void escapesBytesThatAreNotUtf8() {
    byte[] latin = {'n', 'a', (byte) 0xef, 'v', 'e'};
    assertThat(PathBytes.decode(latin)).isEqualTo("na\uDCEFve");
    assertThat(PathBytes.encode("na\uDCEFve")).isEqualTo(latin);
  }

  @Test
  void everySequenceOfUpToTwoBytesComesBack() {
    Set<String> seen = new HashSet<>();
    for (int first = 1; first < 256; first++) {
      assertComesBack(new byte[] {(byte) first}, seen);
      for (int second = 1; second < 256; second++) {
        assertComesBack(new byte[] {(byte) first, (byte) second}, seen);
      }
    }
    assertThat(seen).hasSize(255 + 255 * 255);
  }

  @Test
  void randomBytesComeBack() {
    Random random = new Random(20260101);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[3 + random.nextInt(30)];
      random.nextBytes(bytes);
      for (int j = 0; j < bytes.length; j++) {
        // mostly lead and continuation bytes, which come close to being valid
        bytes[j] = bytes[j] == 0 ? 1 : (byte) (random.nextInt(4) == 0 ? bytes[j] : bytes[j] | 0x80);
      }
      assertComesBack(bytes, seen);
    }
    assertThat(seen).hasSize(50_000);
  }

  @Test
  void malformedSequencesComeBackByteByByte() {
    Set<String> seen = new HashSet<>();
    int[][] sequences = {
      {0xc0, 0x80}, // overlong NUL
      {0xe0, 0x80, 0xaf}, // overlong slash
      {0xed, 0xa0, 0x80}, // a surrogate
      {0xf4, 0x90, 0x80, 0x80}, // beyond Unicode
      {0xe2, 0x82}, // cut short
      {0xe2, 0x28, 0xa1}, // broken in the middle
      {0xef, 0xbf, 0xbd, 0xff}, // U+FFFD itself, then an invalid byte
    };
    for (int[] sequence : sequences) {
      byte[] bytes = new byte[sequence.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) sequence[i];
      }
      assertComesBack(bytes, seen);
    }
    assertThat(seen).contains("\uDCC0\uDC80", "\uDCE2(\uDCA1", "\uFFFD\uDCFF");
  }

  private static void assertComesBack(byte[] bytes, Set<String> seen) {
    String text = PathBytes.decode(bytes);
    assertThat(PathBytes.encode(text)).isEqualTo(bytes);
    seen.add(text);
  }

  @Test
  void refusesNul() {
    assertThatThrownBy(() -> PathBytes.encode("etc\0/passwd"))
        .isInstanceOf(KernelException.class)
        .hasMessage("path \"etc\\u0000/passwd\": EINVAL (invalid argument)");
  }

  /** Lone surrogates that no byte stands for, and escapes that would spell valid UTF-8. */
  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "a\uDC7F", "\uDD00", "\uDCC3\uDCA9", "\uDBFF\uDBFF"})
  void refusesWhatNoBytesStandFor(String text) {
    assertThatThrownBy(() -> PathBytes.encode(text))
        .isInstanceOf(KernelException.class)
        .extracting(e -> ((KernelException) e).errno())
        .isEqualTo(Errno.EILSEQ);
  }
}
