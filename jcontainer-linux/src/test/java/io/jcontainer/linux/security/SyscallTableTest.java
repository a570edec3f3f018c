package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers of system calls against the kernel headers of this host. */
class SyscallTableTest {
  private static final Pattern DEFINITION =
      Pattern.compile("#define (__NR\\w*?_(\\w+)) (__NR3264_\\w+|[0-9]+)");

  /** The parts of the generic table that 64-bit Arm asks for (its asm/unistd.h). */
  private static final String ARM =
      """
      #define __ARCH_WANT_RENAMEAT
      #define __ARCH_WANT_NEW_STAT
      #define __ARCH_WANT_SET_GET_RLIMIT
      #define __ARCH_WANT_SYS_CLONE3
      #define __ARCH_WANT_MEMFD_SECRET
      #include <asm-generic/unistd.h>
      """;

  /** Names that the generic header defines and that are no calls of a 64-bit machine. */
  private static final Set<String> NOT_CALLS =
      Set.of("syscalls", "arch_specific_syscall", "sync_file_range2");

  /** Newer than what their place in the table suggests: Linux 6.11 and 6.18. */
  private static final Set<String> LATE = Set.of("uretprobe", "uprobe");

  @Test
  @Requires({Requirement.GCC, Requirement.X86_64})
  void x86AgreesWithTheHeaders() throws IOException, InterruptedException {
    assertAgrees(SyscallTable.X86_64, definitions("#include <asm/unistd_64.h>\n"));
  }

  @Test
  @Requires(Requirement.GCC)
  void armAgreesWithTheHeaders() throws IOException, InterruptedException {
    NavigableMap<Integer, String> generic = definitions(ARM);
    generic.values().removeIf(NOT_CALLS::contains);
    generic.subMap(403, 424).clear(); // the 64-bit time of 32-bit machines
    assertAgrees(SyscallTable.AARCH64, generic);
  }

  @ParameterizedTest
  @CsvSource({
    "X86_64, read, 0", "X86_64, uprobe, 336", "X86_64, file_setattr, 469",
    "AARCH64, io_setup, 0", "AARCH64, wait4, 260", "AARCH64, file_setattr, 469"
  })
  void theEndsOfTheTables(Arch arch, String name, int number) {
    assertThat(arch.table().number(name)).hasValue(number);
    assertThat(arch.table().name(number)).isEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource
  void theNewestIsOfLinux618(Arch arch) {
    assertThat(arch.table().newest()).isEqualTo(469);
  }

  @Test
  void whatIsNotThereHasNoNumberAndNoName() {
    assertThat(SyscallTable.AARCH64.number("open")).isEmpty();
    assertThat(SyscallTable.X86_64.name(337)).isNull();
    assertThat(SyscallTable.X86_64.name(-1)).isNull();
  }

  private static void assertAgrees(SyscallTable table, NavigableMap<Integer, String> header) {
    int newestOfBoth = Math.min(table.newest(), header.lastKey());
    Map<Integer, String> ours =
        table.names().headMap(newestOfBoth, true).entrySet().stream()
            .filter(call -> !LATE.contains(call.getValue()) || header.containsKey(call.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    assertThat(header.size()).isGreaterThan(250);
    assertThat(ours).isEqualTo(header.headMap(newestOfBoth, true));
  }

  private static NavigableMap<Integer, String> definitions(String text)
      throws IOException, InterruptedException {
    List<MatchResult> lines = DEFINITION.matcher(CProgram.macros(text)).results().toList();
    Map<String, String> byMacro =
        lines.stream().collect(Collectors.toMap(line -> line.group(1), line -> line.group(3)));
    NavigableMap<Integer, String> names = new TreeMap<>();
    for (MatchResult line : lines) {
      String value = byMacro.getOrDefault(line.group(3), line.group(3));
      if (line.group(1).startsWith("__NR_")) {
        names.put(Integer.parseInt(value), line.group(2));
      }
    }
    return names;
  }
}
