package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "12b, 12",
    "12 B, 12",
    "1k, 1024",
    "1K, 1024",
    "1kb, 1024",
    "1KiB, 1024",
    "256m, 268435456",
    "' 256 MiB ', 268435456",
    "2g, 2147483648",
    "1T, 1099511627776",
    "8388607t, 9223370937343148032",
    "9223372036854775807, 9223372036854775807"
  })
  void readsWhatPeopleType(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "m",
        "-1",
        "+1",
        "1.5g",
        "1,000",
        "1e3",
        "0x10",
        "1p",
        "1mm",
        "1ib",
        "1 m b",
        "1bb",
        "8388608t",
        "9223372036854775808",
        "99999999999999999999",
        "1\n2",
        "\u0661"
      })
  void refusesOtherText(String text) {
    assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> ByteSize.parse(text));
  }

  @Test
  void refusesNegativeAndOverflowingSizes() {
    assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> ByteSize.ofBytes(-1));
    assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> ByteSize.ofKiB(-1));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> ByteSize.ofGiB(Long.MAX_VALUE >> 29));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> ByteSize.ofMiB(Long.MIN_VALUE));
  }

  @Test
  void isReadBackFromItsText() {
    Random random = new Random(20_250_301);
    for (int i = 0; i < 10_000; i++) {
      ByteSize size = ByteSize.ofBytes(random.nextLong() >>> (1 + random.nextInt(63)));
      assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
    }
  }

  @Test
  void showsTheLargestUnitThatIsExact() {
    assertThat(ByteSize.ofBytes(0)).hasToString("0 B");
    assertThat(ByteSize.ofBytes(1536)).hasToString("1536 B");
    assertThat(ByteSize.ofMiB(256)).hasToString("256 MiB");
    assertThat(ByteSize.ofGiB(2048)).hasToString("2 TiB");
  }

  @Test
  void comparesByBytes() {
    assertThat(ByteSize.ofKiB(1)).isLessThan(ByteSize.ofMiB(1));
    assertThat(ByteSize.ofKiB(1024)).isEqualByComparingTo(ByteSize.ofMiB(1));
  }
}
