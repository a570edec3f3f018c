package io.jcontainer.junit.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighboursTest {
  @TempDir private Path directory;

  /** Another JVM: a neighbour until its standard input ends. */
  static final class Neighbour {
    private Neighbour() {}

    public static void main(String[] args) throws IOException {
      Neighbours ours = new Neighbours(Path.of(args[0]), ProcessHandle.current().pid());
      System.out.println(ours.others());
      System.in.transferTo(System.out);
    }
  }

  @Test
  void anotherJvmIsANeighbourUntilItEnds() throws Exception {
    Path file = directory.resolve("lock");
    Neighbours we = new Neighbours(file, ProcessHandle.current().pid());
    assertThat(we.others()).isFalse();
    Process other = start(file);
    try {
      assertThat(other.inputReader().readLine()).as("the other one sees us").isEqualTo("true");
      assertThat(we.others()).isTrue();
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(we.others()).isFalse();
  }

  private static Process start(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Neighbour.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
