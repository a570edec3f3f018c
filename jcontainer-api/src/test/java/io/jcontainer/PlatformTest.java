package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
  @ParameterizedTest
  @ValueSource(strings = {"linux/amd64", "linux/arm64/v8", "windows/amd64", "linux/x86_64"})
  void isReadBackFromItsText(String text) {
    assertThat(Platform.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "linux",
        "linux/",
        "/amd64",
        "linux/arm/v7/x",
        "linux/a b",
        "linux/arm64/v\n8",
        "linux\0/amd64",
        "lin\u202eux/amd64",
        "linux//v8"
      })
  void refusesOtherText(String text) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> Platform.parse(text))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\0", "\u202e"));
  }

  @Test
  void refusesSlashesThatWouldNotBeReadBack() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> new Platform("linux", "arm64/v8", ""));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> new Platform("linux", "amd64", "x".repeat(65)));
  }

  @Test
  void knowsTheHost() {
    assertThat(Platform.host().os()).isEqualTo("linux");
    assertThat(Platform.parse(Platform.host().toString())).isEqualTo(Platform.host());
  }
}
