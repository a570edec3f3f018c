package io.jcontainer.kernel.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.CProgram;
import io.jcontainer.kernel.TestHost;
import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every struct that Java lays out, against sizes and offsets that a C compiler prints. */
class LayoutTest {
  private static final String HEADERS =
      """
      #include <stddef.h>
      #include <stdio.h>
      #include <signal.h>
      #include <spawn.h>
      #include <dirent.h>
      #include <sys/stat.h>
      #include <sys/vfs.h>
      #include <sys/utsname.h>
      #include <sys/resource.h>
      #include <sys/socket.h>
      #include <sys/epoll.h>
      #include <linux/openat2.h>
      #include <linux/mount.h>
      #include <linux/capability.h>
      """;

  private static final List<StructLayout> COMMON =
      List.of(
          Statx.LAYOUT,
          OpenHow.LAYOUT,
          MountAttributes.LAYOUT,
          Timespecs.LAYOUT,
          Utsname.LAYOUT,
          RlimitPair.LAYOUT,
          StatFs.LAYOUT,
          SignalInfo.LAYOUT,
          CapabilityUser.HEADER,
          CapabilityUser.DATA,
          Message.LAYOUT,
          Message.VECTOR,
          Message.CONTROL);

  /** Its name has no size of its own: only offsets are compared. */
  private static final List<StructLayout> OPEN_ENDED = List.of(DirectoryBuffer.LAYOUT);

  @TempDir Path directory;

  @Test
  void agreesWithCHere() throws IOException, InterruptedException {
    Map<String, Long> java = expected(EpollEvents.layout(isX86()));
    StringBuilder source = new StringBuilder(HEADERS).append("int main(void) {\n");
    java.keySet()
        .forEach(
            expression ->
                source.append(
                    "  printf(\"%%s %%ld\\n\", \"%1$s\", (long) %1$s);%n".formatted(expression)));
    Path program = CProgram.compile(directory, source.append("}\n").toString());
    assertThat(CProgram.numbers(program)).isEqualTo(java).hasSizeGreaterThan(80);
  }

  @Test
  void agreesWithCOnAarch64() throws IOException, InterruptedException {
    StringBuilder source = new StringBuilder(HEADERS);
    expected(EpollEvents.layout(false))
        .forEach(
            (expression, number) ->
                source.append(
                    "_Static_assert(%1$s == %2$d, \"%1$s\");%n".formatted(expression, number)));
    // compiling is the test: a false assertion fails it with the expression
    CProgram.compile(TestHost.requireArmCompiler(), directory, source.toString(), "-c");
  }

  @Test
  void roomForOpaqueTypesIsEnough() throws IOException, InterruptedException {
    Path program =
        CProgram.compile(
            directory,
            HEADERS
                + """
                int main(void) {
                  printf("attributes %zu\\n", sizeof(posix_spawnattr_t));
                  printf("actions %zu\\n", sizeof(posix_spawn_file_actions_t));
                  printf("signals %zu\\n", sizeof(sigset_t));
                  printf("flags %d\\n",
                         POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
                }
                """);
    Map<String, Long> c = CProgram.numbers(program);
    assertThat(c.get("attributes")).isBetween(1L, PosixSpawn.ATTRIBUTES_ROOM);
    assertThat(c.get("actions")).isBetween(1L, SpawnActions.ROOM);
    assertThat(c.get("signals")).isEqualTo(PosixSpawn.SIGNAL_SET);
    assertThat(c.get("flags")).isEqualTo((long) PosixSpawn.FLAGS);
  }

  /** Sizes and offsets as C expressions, with what Java believes of them. */
  private static Map<String, Long> expected(StructLayout epollEvent) {
    Map<String, Long> expected = new TreeMap<>();
    COMMON.forEach(layout -> addStruct(expected, layout));
    addStruct(expected, epollEvent);
    for (StructLayout layout : OPEN_ENDED) {
      named(layout).forEach(field -> addOffset(expected, layout, field));
    }
    return expected;
  }

  private static void addStruct(Map<String, Long> expected, StructLayout layout) {
    String type = layout.name().orElseThrow();
    expected.put("sizeof(%s)".formatted(type), layout.byteSize());
    for (String field : named(layout)) {
      addOffset(expected, layout, field);
      expected.put(
          "sizeof(((%s *) 0)->%s)".formatted(type, field),
          layout.select(PathElement.groupElement(field)).byteSize());
    }
  }

  private static void addOffset(Map<String, Long> expected, StructLayout layout, String field) {
    expected.put(
        "offsetof(%s, %s)".formatted(layout.name().orElseThrow(), field),
        layout.byteOffset(PathElement.groupElement(field)));
  }

  private static List<String> named(StructLayout layout) {
    return layout.memberLayouts().stream()
        .map(MemoryLayout::name)
        .flatMap(n -> n.stream())
        .toList();
  }

  private static boolean isX86() {
    return System.getProperty("os.arch").equals("amd64");
  }
}
