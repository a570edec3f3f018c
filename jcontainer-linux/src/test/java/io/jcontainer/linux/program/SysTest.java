package io.jcontainer.linux.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Architecture;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysTest {
  /** Newer than the headers of some distributions that the tests run on. */
  private static final List<Sys> MAY_BE_MISSING = List.of(Sys.FCHMODAT2, Sys.STATMOUNT);

  @TempDir private Path directory;

  @Test
  @Requires(Requirement.X86_64)
  void itsNumbersAreThoseOfTheHeaderForX86() throws IOException, InterruptedException {
    check(Architecture.X86_64, List.of("-include", "asm/unistd_64.h"));
  }

  @Test
  void itsNumbersAreThoseOfTheGenericHeaderForAarch64() throws IOException, InterruptedException {
    // what arm64's own asm/unistd.h defines before it includes the generic one
    check(
        Architecture.AARCH64,
        List.of(
            "-D__BITS_PER_LONG=64",
            "-D__ARCH_WANT_NEW_STAT",
            "-D__ARCH_WANT_SET_GET_RLIMIT",
            "-D__ARCH_WANT_SYS_CLONE3",
            "-include",
            "asm-generic/unistd.h"));
  }

  /** Lets the preprocessor replace each name by its number. */
  private void check(Architecture architecture, List<String> header)
      throws IOException, InterruptedException {
    Requirement.GCC.orSkip();
    String names =
        Arrays.stream(Sys.values())
            .map(call -> "@" + call + " __NR_" + call.title())
            .collect(Collectors.joining("\n", "", "\n"));
    Path source = Files.writeString(directory.resolve("names.c"), names);
    List<String> command = new ArrayList<>(List.of("gcc", "-E", "-P"));
    command.addAll(header);
    command.add(source.toString());
    List<String> numbers = Tools.run(command).lines().filter(line -> line.startsWith("@")).toList();
    assertThat(numbers).hasSize(Sys.values().length);
    numbers.forEach(line -> check(architecture, line.substring(1).split(" ", -1)));
  }

  private static void check(Architecture architecture, String... nameAndNumber) {
    Sys call = Sys.valueOf(nameAndNumber[0]);
    boolean unknown = nameAndNumber[1].startsWith("__NR_");
    if (!unknown || !MAY_BE_MISSING.contains(call)) {
      assertThat(Integer.toString(call.number(architecture)))
          .as("%s on %s", call, architecture)
          .isEqualTo(nameAndNumber[1]);
    }
  }
}
