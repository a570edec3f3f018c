package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A C program that reports from inside a container, compiled by the test that needs it. */
public final class Probe {
  private Probe() {}

  /** Compiles the probe, statically, into a directory. */
  public static Path compile(Path directory, String source)
      throws IOException, InterruptedException {
    Path file = directory.resolve(source);
    try (InputStream text = Probe.class.getResourceAsStream(source)) {
      assertThat(text).as(source).isNotNull();
      Files.write(file, text.readAllBytes());
    }
    Path program = directory.resolve(source.replace(".c", ""));
    Process compiler =
        new ProcessBuilder("gcc", "-static", "-O1", "-o", program.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(compiler.waitFor()).as(said).isZero();
    return program;
  }

  /** Reads {@code name=value} and {@code name: value} lines; the rest is under {@code rest}. */
  public static Map<String, String> parse(String report) {
    Map<String, String> found = new LinkedHashMap<>();
    List<String> lines = report.lines().toList();
    int rest = lines.indexOf("mountinfo:");
    for (String line : rest < 0 ? lines : lines.subList(0, rest)) {
      String[] pair = line.split("=|:", 2);
      found.put(pair[0], pair.length > 1 ? pair[1].strip() : "");
    }
    if (rest >= 0) {
      found.put(
          "mountinfo",
          lines.subList(rest + 1, lines.size()).stream().collect(Collectors.joining("\n")));
    }
    return found;
  }
}
