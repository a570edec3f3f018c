package io.jcontainer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No example is forgotten: each has a test of its name. */
class AllExamplesTest {
  private static final Path SOURCES = Path.of("src/main/java/io/jcontainer/examples");

  @Test
  void eachHasATestOfItsName() throws IOException {
    List<String> tests =
        Arrays.stream(ExamplesTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> method.getName().toLowerCase(Locale.ROOT))
            .toList();
    assertThat(examples()).isNotEmpty().isSubsetOf(tests);
  }

  private static List<String> examples() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(AllExamplesTest::hasMain)
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .map(name -> name.toLowerCase(Locale.ROOT))
          .toList();
    }
  }

  private static boolean hasMain(Path file) {
    try {
      return Files.readString(file).contains("void main(");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot read " + file, e);
    }
  }
}
