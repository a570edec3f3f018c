package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
  @Test
  void theRootIsAbsoluteAndEachWithLeavesTheRest() {
    Config config =
        Config.defaults()
            .withSpareProcesses(3)
            .withRoot(Path.of("a/../b"))
            .withInsecureRegistry("registry.test:5000");
    assertThat(config.root()).isEqualTo(Path.of("b").toAbsolutePath());
    assertThat(config.spareProcesses()).isEqualTo(3);
    assertThat(config.registries().insecure()).containsExactly("registry.test:5000");
    assertThat(Config.defaults().spareProcesses()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Config.MAX_SPARE_PROCESSES + 1, Integer.MIN_VALUE})
  void aNumberOfSpareProcessesOutOfRangeIsRefused(int number) {
    Config config = Config.defaults();
    assertThatThrownBy(() -> config.withSpareProcesses(number))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessage("invalid spare processes " + number + ": give 0 to 64");
  }
}
