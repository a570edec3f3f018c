package io.jcontainer.linux;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * JVMs that begin quickly, for tests that need hundreds of them: their class path has archives
 * only, and a first run leaves a cache of linked classes for the others (JEP 483, JEP 514). This
 * takes half of the processor time from a life that is mostly a beginning.
 */
final class QuickJvm {
  private static final ToolProvider JAR = ToolProvider.findFirst("jar").orElseThrow();

  private final String mainClass;
  private final String classPath;
  private final Path cache;

  /**
   * Makes the cache.
   *
   * @param directory for the archives and the cache
   * @param arguments of a run that does what the others will do, and ends well
   */
  QuickJvm(Path directory, Class<?> main, String... arguments) throws Exception {
    mainClass = main.getName();
    classPath = archives(directory);
    cache = directory.resolve("classes.aot");
    Process first = run("-XX:AOTCacheOutput=" + cache, List.of(arguments));
    String said = new String(first.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (first.waitFor() != 0 || !Files.exists(cache)) {
      throw new IllegalStateException("no cache was made:\n" + said);
    }
  }

  /** The test's own class path, with an archive in place of each directory. */
  private static String archives(Path directory) {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Files.isDirectory(Path.of(entry))) {
        Path archive = directory.resolve("classes" + entries.size() + ".jar");
        int result =
            JAR.run(
                System.out,
                System.err,
                "--create",
                "--no-compress",
                "--file=" + archive,
                "-C",
                entry,
                ".");
        if (result != 0) {
          throw new IllegalStateException(entry + " could not be archived");
        }
        entries.add(archive.toString());
      } else {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  /** Runs the program with other arguments; its errors are in its output. */
  Process start(List<String> arguments) throws IOException {
    return run("-XX:AOTCache=" + cache, arguments);
  }

  private Process run(String option, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            option,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            mainClass));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
