package io.jcontainer.linux.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Architecture;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ElfImageTest {
  private static final int PAGE = 4096;

  @TempDir private Path directory;

  @ParameterizedTest
  @Requires(Requirement.BINUTILS_X86_64)
  @CsvSource({"X86_64, Advanced Micro Devices X86-64", "AARCH64, AArch64"})
  void itIsAStaticExecutableWithoutASegmentToWriteAndExecute(
      Architecture architecture, String machine) throws IOException, InterruptedException {
    Path file = Files.write(directory.resolve("helper"), ElfImage.of(architecture));
    String shown = Tools.run(List.of("readelf", "-hlW", file.toString()));
    assertThat(shown)
        .contains("Type:                              EXEC (Executable file)")
        .contains("Machine:                           " + machine + "\n")
        .contains("Entry point address:               0x400160")
        .doesNotContain("INTERP")
        .doesNotContain("DYNAMIC")
        .doesNotContain("RWE")
        .doesNotContain("Warning");
    assertThat(shown.lines().map(String::strip).filter(line -> line.matches("(LOAD|GNU_).*")))
        .hasSize(5)
        .satisfiesExactly(
            line ->
                assertThat(line).contains("0x000000 0x0000000000400000").endsWith("R E 0x10000"),
            line ->
                assertThat(line).contains("0x001000 0x0000000000411000").endsWith("RW  0x10000"),
            line -> assertThat(line).contains(" 0x000000 0x800000 RW "),
            line -> assertThat(line).contains(" 0x000000 0x800000 RW "),
            line -> assertThat(line).startsWith("GNU_STACK").contains(" RW "));
    int code = Machine.of(architecture).interpreter().code().length;
    assertThat(shown).contains("0x%06x 0x%1$06x R E".formatted(0x160 + code));
  }

  @ParameterizedTest
  @EnumSource
  void itsCodeAndItsDataTakeAPageEach(Architecture architecture) {
    assertThat(ElfImage.of(architecture).length).isBetween(PAGE, 2 * PAGE);
  }

  @Test
  void itIsTheSameEachTime() {
    assertThat(ElfImage.of(Architecture.X86_64)).isEqualTo(ElfImage.of(Architecture.X86_64));
  }
}
