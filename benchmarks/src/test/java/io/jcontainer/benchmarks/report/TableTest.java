package io.jcontainer.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void isMarkdownThatLinesUp() {
    Table table =
        new Table("start to exit, ms", "median", "/ crun")
            .row("crun", Figures.milliseconds(6_123_456), Figures.ratio(1))
            .row("jcontainer", Figures.milliseconds(612_345), Figures.ratio(0.09999));
    assertThat(table.toString())
        .isEqualTo(
            """
            | start to exit, ms | median | / crun |
            | ----------------- | -----: | -----: |
            | crun              |   6.12 |   1.00 |
            | jcontainer        |   0.61 |  0.100 |
            """);
  }

  @Test
  void refusesARowOfAnotherWidth() {
    Table table = new Table("a", "b");
    assertThatThrownBy(() -> table.row("1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 cells for 2 headings");
  }

  @Test
  void roundsToWholeMicrosecondsAndPercent() {
    assertThat(Figures.microseconds(1_500)).isEqualTo("2");
    assertThat(Figures.percent(0.125)).isEqualTo("13 %");
  }
}
