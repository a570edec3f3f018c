package io.jcontainer.kernel;

import io.jcontainer.testing.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What some tests need of the machine they run on; without it they are skipped, saying so. */
public final class TestHost {
  private TestHost() {}

  /** A C compiler for this machine. */
  public static Path requireCompiler() {
    Requirement.GCC.orSkip();
    return tool("gcc");
  }

  /** A C compiler for aarch64 that finds the headers of the kernel and of libc. */
  public static Path requireArmCompiler() {
    Requirement.GCC_AARCH64.orSkip();
    return tool("aarch64-linux-gnu-gcc");
  }

  /** The right to mount, to make devices and to change ids. */
  public static void requireRoot() {
    Requirement.ROOT.orSkip();
  }

  private static Path tool(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":", -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
