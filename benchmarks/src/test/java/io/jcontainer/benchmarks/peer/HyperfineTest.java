package io.jcontainer.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HyperfineTest {
  @Test
  void readsEveryTime() throws IOException {
    String exported =
        """
        {"results": [{"command": "true", "median": 0.0015, "times": [0.001, 0.0025], "exit_codes": [0, 0]}]}
        """;
    assertThat(Hyperfine.times(exported)).containsExactly(1_000_000L, 2_500_000L);
  }

  @Test
  void refusesAnExportWithoutTimes() {
    assertThatThrownBy(() -> Hyperfine.times("{\"results\": []}"))
        .isInstanceOf(IOException.class)
        .hasMessage("hyperfine exported no times");
  }

  @Test
  void quotesWordsForASplitterLikeAShells() {
    assertThat(Hyperfine.quoted(List.of("/bin/echo", "a b", "it's")))
        .isEqualTo("'/bin/echo' 'a b' 'it'\\''s'");
  }
}
