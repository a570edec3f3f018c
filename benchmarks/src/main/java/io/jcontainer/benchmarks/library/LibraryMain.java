package io.jcontainer.benchmarks.library;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The other side of {@link LibraryProcess}: opens the runtime and says how long that took, then
 * runs as many containers as each line of its input asks for.
 *
 * <pre>
 * it is told   100 25        so many starts, so many milliseconds before each
 * it answers   samples 100   and so many lines, {@link Sample}
 * </pre>
 */
public final class LibraryMain {
  private LibraryMain() {}

  /**
   * Serves until its input ends.
   *
   * @param args the runtime's directory, the root file system, how many processes are kept ready
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    long begun = System.nanoTime();
    try (Starts starts =
        new Starts(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]))) {
      out.println(System.nanoTime() - begun);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        serve(starts, line, out);
      }
    }
  }

  private static void serve(Starts starts, String line, PrintStream out)
      throws InterruptedException {
    String[] words = line.split(" ");
    Duration gap = Duration.ofMillis(Long.parseLong(words[1]));
    var samples = starts.run(Integer.parseInt(words[0]), gap);
    out.println("samples " + samples.size());
    samples.forEach(sample -> out.println(sample.line()));
  }
}
