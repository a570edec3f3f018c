package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.kernel.Architecture;
import io.jcontainer.kernel.Fd;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the host sees of a helper that waits for its first program. */
@ExtendWith(LauncherExtension.class)
class HelperPostureTest {
  private static final int PR_GET_PDEATHSIG = 2;
  private static final int PR_GET_DUMPABLE = 3;
  private static final int SIGKILL = 9;
  private static final String CODE = "00400000-00401000 r-xp .* /memfd:jcontainer \\(deleted\\)";
  private static final String DATA = "00411000-00412000 rw-p .* /memfd:jcontainer \\(deleted\\)";
  private static final String REGIONS = "(00fc0000-017c0000|01fc0000-027c0000) rw-p [^/\\[]*";
  private static final String KERNELS =
      ".* (rw-p .*\\[stack\\]|r--p .*\\[vvar(_vclock)?\\]|r-xp .*\\[vdso\\]|--xp .*\\[vsyscall\\])";

  @Test
  void itHoldsOneDescriptorAndNoWords(Launcher launcher) throws IOException {
    try (Helper helper = launcher.spawn()) {
      Proc.awaitParked(helper.pid());
      assertThat(Proc.descriptors(helper.pid())).containsExactly(Helper.CONTROL);
      assertThat(Proc.read(helper.pid(), "cmdline")).isIn("", "\0");
      assertThat(Proc.read(helper.pid(), "environ")).isEmpty();
      assertThat(Proc.read(helper.pid(), "comm")).isEqualTo("jcontainer\n");
    }
  }

  @Test
  void itConsistsOfItsFileTwoRegionsAndAStack(Launcher launcher) {
    try (Helper helper = launcher.spawn()) {
      Proc.awaitParked(helper.pid());
      List<String> maps = Proc.read(helper.pid(), "maps").lines().toList();
      assertThat(maps)
          .allMatch(line -> line.matches(String.join("|", CODE, DATA, REGIONS, KERNELS)))
          .anyMatch(line -> line.matches(CODE))
          .anyMatch(line -> line.matches(DATA))
          .filteredOn(line -> line.matches(REGIONS))
          .hasSize(2);
    }
  }

  @Test
  void itTakesAFewPages(Launcher launcher) {
    try (Helper helper = launcher.spawn()) {
      Proc.awaitParked(helper.pid());
      assertThat(Proc.status(helper.pid(), "VmRSS")).isLessThan(256);
      assertThat(Proc.status(helper.pid(), "Threads")).isEqualTo(1);
    }
  }

  @Test
  void itBlocksNoSignalAndIgnoresNone(Launcher launcher) {
    try (Helper helper = launcher.spawn()) {
      Proc.awaitParked(helper.pid());
      assertThat(Proc.read(helper.pid(), "status"))
          .containsPattern("SigBlk:\\s+0000000000000000\n")
          .containsPattern("SigIgn:\\s+0000000000000000\n")
          .containsPattern("SigCgt:\\s+0000000000000000\n");
    }
  }

  @Test
  void itIsNotDumpableAndDiesWithItsParent(Launcher launcher) {
    ProgramBuilder program = Run.program("look");
    Data signal = program.buffer("signal", Long.BYTES);
    program
        .step("see that it is not dumpable", Sys.PRCTL, number(PR_GET_DUMPABLE))
        .onPositive(Target.FAULT);
    program.step("get the signal", Sys.PRCTL, number(PR_GET_PDEATHSIG), signal.address());
    program.step("end with the signal", Sys.EXIT_GROUP, signal.cell(0).value());
    try (Run run = Run.of(launcher, program)) {
      assertThat(run.exit()).isEqualTo(SIGKILL);
    }
  }

  @Test
  void itsFileCannotBeChanged() {
    try (Fd file = SealedFile.of(Run.KERNEL, ElfImage.of(Architecture.host()))) {
      assertThatThrownBy(() -> Run.KERNEL.write(file, new byte[1], 0, 1))
          .hasMessageContaining("EPERM");
      assertThatThrownBy(() -> Run.KERNEL.truncate(file, 0)).hasMessageContaining("EPERM");
      assertThatThrownBy(() -> Run.KERNEL.addSeals(file, 0x10)).hasMessageContaining("EPERM");
    }
  }
}
