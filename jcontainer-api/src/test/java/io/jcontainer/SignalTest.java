package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
  @ParameterizedTest
  @CsvSource({
    "TERM, 15",
    "SIGTERM, 15",
    "sigterm, 15",
    "' 15 ', 15",
    "SIG15, 15",
    "HUP, 1",
    "SIGSYS, 31",
    "SIGSTKFLT, 16",
    "SIGPOLL, 29",
    "SIGIO, 29",
    "SIGIOT, 6",
    "SIGCLD, 17",
    "RTMIN, 34",
    "SIGRTMIN+3, 37",
    "sigrtmin+30, 64",
    "RTMAX, 64",
    "SIGRTMAX-30, 34",
    "64, 64",
    "1, 1"
  })
  void readsWhatPeopleAndImagesWrite(String text, int number) {
    assertThat(Signal.parse(text)).isEqualTo(new Signal(number));
  }

  @Test
  void isReadBackFromItsText() {
    for (int number = 1; number <= 64; number++) {
      Signal signal = new Signal(number);
      assertThat(Signal.parse(signal.toString())).isEqualTo(signal);
    }
    assertThat(new Signal(9)).hasToString("SIGKILL").isEqualTo(Signal.KILL);
    assertThat(new Signal(37)).hasToString("SIGRTMIN+3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SIG",
        "0",
        "65",
        "99",
        "-1",
        "+1",
        "1.5",
        "SIGSIGTERM",
        "TERMINATE",
        "RTMIN-1",
        "RTMIN+31",
        "RTMAX+1",
        "RTMAX-31",
        "RTMIN+",
        "SIGRTMIN+999",
        "0x9",
        "TERM\0",
        "\u0661"
      })
  void refusesWhatIsNoSignal(String text) {
    assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> Signal.parse(text));
  }
}
