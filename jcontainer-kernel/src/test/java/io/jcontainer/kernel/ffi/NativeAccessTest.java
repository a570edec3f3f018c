package io.jcontainer.kernel.ffi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.LinuxKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM is told that was started without {@code --enable-native-access}. */
class NativeAccessTest {
  private static final String DENY = "--illegal-native-access=deny";

  /** Run in JVMs of its own: makes a kernel twice, as the second time must not say less. */
  static final class Program {
    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        try {
          System.out.println("release " + new LinuxKernel().kernelRelease());
        } catch (HostUnsupportedException denied) {
          System.out.println(denied.feature() + " | " + denied.getMessage());
        }
      }
    }
  }

  @TempDir Path directory;

  @Test
  void namesTheFlagForTheClassPath() throws IOException, InterruptedException {
    String line =
        HostFeature.NATIVE_ACCESS
            + " | this host has no native access: the JVM denies native calls to the class path;"
            + " start java with --enable-native-access=ALL-UNNAMED";
    assertThat(java(DENY, "-cp", classPath(), Program.class.getName())).containsExactly(line, line);
  }

  @Test
  void namesTheFlagForTheModulePath() throws IOException, InterruptedException {
    String line =
        HostFeature.NATIVE_ACCESS
            + " | this host has no native access: the JVM denies native calls to module"
            + " io.jcontainer.kernel; start java with --enable-native-access=io.jcontainer.kernel";
    assertThat(onModulePath(DENY)).containsExactly(line, line);
  }

  @Test
  void theNamedFlagsAreEnough() throws IOException, InterruptedException {
    String allowed = "--enable-native-access=ALL-UNNAMED";
    assertThat(java(DENY, allowed, "-cp", classPath(), Program.class.getName()))
        .allMatch(line -> line.startsWith("release "))
        .hasSize(2);
    assertThat(onModulePath(DENY, "--enable-native-access=io.jcontainer.kernel"))
        .allMatch(line -> line.startsWith("release "))
        .hasSize(2);
  }

  /** The program becomes part of the module, as the module exports nothing to others. */
  private List<String> onModulePath(String... options) throws IOException, InterruptedException {
    Path tests =
        Path.of(Program.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    List<String> command = new ArrayList<>(List.of(options));
    command.addAll(
        List.of(
            "--patch-module",
            "io.jcontainer.kernel=" + tests,
            "-p",
            modulePath(),
            "-m",
            "io.jcontainer.kernel/" + Program.class.getName()));
    return java(command.toArray(String[]::new));
  }

  private static List<String> java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** The kernel, the API and jspecify out of the class path, in jars or directories. */
  private static String modulePath() {
    return String.join(
        ":",
        List.of(classPath().split(":", -1)).stream()
            .filter(entry -> !entry.endsWith("test-classes"))
            .filter(NativeAccessTest::isNeeded)
            .toList());
  }

  private static boolean isNeeded(String entry) {
    return entry.contains("jspecify")
        || entry.contains("jcontainer-api")
        || Files.exists(Path.of(entry, "io", "jcontainer", "kernel", "Kernel.class"));
  }
}
