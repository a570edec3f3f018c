package io.jcontainer.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static Distribution upTo(int count) {
    return Distribution.of(
        LongStream.rangeClosed(1, count).map(n -> count + 1 - n).boxed().toList());
  }

  @Test
  void percentilesAreValuesThatWereMeasured() {
    Distribution hundred = upTo(100);
    assertThat(hundred.median()).isEqualTo(50);
    assertThat(hundred.percentile(95)).isEqualTo(95);
    assertThat(hundred.percentile(100)).isEqualTo(100);
    assertThat(hundred.min()).isEqualTo(1);
    assertThat(hundred.size()).isEqualTo(100);
  }

  @Test
  void fewValuesHaveTheirGreatestAsHighPercentiles() {
    Distribution three = upTo(3);
    assertThat(three.median()).isEqualTo(2);
    assertThat(three.percentile(95)).isEqualTo(3);
    assertThat(upTo(4).median()).isEqualTo(2);
    assertThat(upTo(1).percentile(1)).isEqualTo(1);
  }

  @Test
  void ratiosAreOfMedians() {
    assertThat(upTo(3).ratioTo(upTo(7))).isEqualTo(0.5);
  }

  @Test
  void nothingMeasuredIsNoDistribution() {
    assertThatThrownBy(() -> Distribution.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing was measured");
  }

  @Test
  void thereAreAHundredPercentiles() {
    assertThatThrownBy(() -> upTo(3).percentile(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> upTo(3).percentile(101)).isInstanceOf(IllegalArgumentException.class);
  }
}
