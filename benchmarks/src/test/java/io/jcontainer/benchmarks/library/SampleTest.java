package io.jcontainer.benchmarks.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void comesBackFromItsLine() {
    Sample sample = new Sample(1, 20, 300);
    assertThat(Sample.parse(sample.line())).isEqualTo(sample);
    assertThat(sample.run()).isEqualTo(21);
  }

  @Test
  void refusesWhatIsNone() {
    assertThatThrownBy(() -> Sample.parse("1 2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no sample: 1 2");
  }
}
