package io.jcontainer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every number against the {@code __NR_} macro of its name; compiling is the test. */
class SyscallNumberTest {
  /** Newer than the headers of some systems. */
  private static final Set<SyscallNumber> NEW = EnumSet.of(SyscallNumber.FCHMODAT2);

  @TempDir Path directory;

  @Test
  void agreeWithCHere() throws IOException, InterruptedException {
    Path compiler = TestHost.requireCompiler();
    CProgram.compile(compiler, directory, assertions(Architecture.host()), "-c");
  }

  /**
   * What {@code arch/arm64/include/uapi/asm/unistd.h} says, which machines of another kind lack.
   */
  @Test
  void agreeWithCOnAarch64() throws IOException, InterruptedException {
    Path stub = Files.createDirectories(directory.resolve("include/asm"));
    Files.writeString(stub.resolve("bitsperlong.h"), "#define __BITS_PER_LONG 64\n");
    Files.writeString(
        stub.resolve("unistd.h"),
        """
        #define __ARCH_WANT_RENAMEAT
        #define __ARCH_WANT_NEW_STAT
        #define __ARCH_WANT_SET_GET_RLIMIT
        #define __ARCH_WANT_TIME32_SYSCALLS
        #define __ARCH_WANT_SYS_CLONE3
        #include <asm-generic/unistd.h>
        """);
    CProgram.compile(
        TestHost.requireCompiler(),
        directory,
        assertions(Architecture.AARCH64),
        "-c",
        "-isystem",
        directory.resolve("include").toString());
  }

  private static String assertions(Architecture architecture) {
    StringBuilder source = new StringBuilder("#include <asm/unistd.h>\n");
    for (SyscallNumber number : SyscallNumber.values()) {
      String name = "__NR_" + number.cName();
      if (!number.existsOn(architecture)) {
        source.append("#ifdef %1$s%n#error there is %1$s%n#endif%n".formatted(name));
        continue;
      }
      String line =
          "_Static_assert(%1$s == %2$d, \"%1$s\");%n".formatted(name, number.on(architecture));
      source.append(NEW.contains(number) ? "#ifdef %s%n%s#endif%n".formatted(name, line) : line);
    }
    return source.toString();
  }

  @Test
  void callsThatAMachineLacksAreRefused() {
    assertThat(SyscallNumber.FORK.on(Architecture.X86_64)).isEqualTo(57);
    assertThat(SyscallNumber.FORK.existsOn(Architecture.AARCH64)).isFalse();
    assertThatThrownBy(() -> SyscallNumber.FORK.on(Architecture.AARCH64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("AARCH64 has no fork(2)");
  }

  @Test
  void cNamesAreLowerCase() {
    assertThat(SyscallNumber.OPENAT2.cName()).isEqualTo("openat2");
  }
}
