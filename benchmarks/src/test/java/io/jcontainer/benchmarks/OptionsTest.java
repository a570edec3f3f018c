package io.jcontainer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void hasValuesWithoutBeingTold() {
    Options options = Options.parse();
    assertThat(options.runs()).isEqualTo(300);
    assertThat(options.gap()).isEqualTo(Duration.ofMillis(25));
    assertThat(options.withDaemon()).isFalse();
    assertThat(options.largeHeap()).isEqualTo("8192m");
  }

  @Test
  void takesWhatItIsTold() {
    Options options =
        Options.parse("--runs", "7", "--rounds", "3", "--gap", "0", "--with-dockerd", "1");
    assertThat(options.runs()).isEqualTo(7);
    assertThat(options.runsPerRound()).isEqualTo(3);
    assertThat(options.gap()).isZero();
    assertThat(options.withDaemon()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--walks 3", "--runs", "--runs many", "--runs -1", "help"})
  void saysWhatCanBeWritten(String line) {
    assertThatThrownBy(() -> Options.parse(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--rounds N");
  }
}
