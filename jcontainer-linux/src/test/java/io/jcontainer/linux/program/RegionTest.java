package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LauncherExtension.class)
class RegionTest {
  private static final int MADV_HUGEPAGE = 14;
  private static final long ENTER_LIMIT = 1L << 32;

  @ParameterizedTest
  @EnumSource
  void itLiesBelow4GiBAndApartFromTheOthers(Region region) {
    assertThat(region.base() + region.size()).isLessThan(ENTER_LIMIT);
    for (Region other : Region.values()) {
      boolean apart =
          region.base() > other.base() + other.size()
              || other.base() > region.base() + region.size();
      assertThat(apart).as("%s and %s", region, other).isEqualTo(region != other);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFurtherProgramGoesElsewhere(Region region) {
    assertThat(region.further()).isNotEqualTo(region).isNotEqualTo(Region.BOOT);
  }

  /** As it would with /sys/kernel/mm/transparent_hugepage/enabled at "always". */
  @Test
  void aSmallProgramTakesNoHugePage(Launcher launcher) {
    ProgramBuilder first = Run.program("ask for huge pages");
    first.step(
        "ask for huge pages",
        Sys.MADVISE,
        number(Region.B.base()),
        number(Region.B.size()),
        number(MADV_HUGEPAGE));
    first.readFurtherProgram(Helper.CONTROL);
    ProgramBuilder second = Run.program("wait");
    Run.say(second, "2");
    second.readFurtherProgram(Helper.CONTROL);
    try (Run run = Run.parked(launcher)) {
      run.first(first.build());
      run.helper.run(second.build(), List.of());
      assertThat(run.says(1)).isEqualTo("2");
      assertThat(Proc.status(run.helper.pid(), "VmRSS")).isLessThan(1024);
    }
  }
}
