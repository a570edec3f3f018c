package io.jcontainer.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every element of the API says what it is. What is said is doclint's to check. */
class DocumentedApiTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "../jcontainer-api/src/main/java/io/jcontainer",
        "../jcontainer-junit/src/main/java/io/jcontainer/junit"
      })
  void everyElementOfTheApiIsDocumented(String sources) throws IOException {
    assertThat(Undocumented.in(Path.of(sources))).isEmpty();
  }

  @Test
  void whatIsNotDocumentedIsFound(@TempDir Path directory) throws IOException {
    java.nio.file.Files.writeString(
        directory.resolve("Bare.java"),
        """
        public record Bare(int size, int weight) {
          public static final int LIMIT = 1;
          public int twice() { return 2 * size; }
          @Override public String toString() { return ""; }
          int hidden() { return 1; }
          /** Documented. */ public void done() {}
          public interface Inner { void call(); }
          public enum Kind { ONE }
        }
        """);
    assertThat(Undocumented.in(directory))
        .containsExactlyInAnyOrderElementsOf(
            List.of(
                "Bare",
                "Bare.LIMIT",
                "Bare.twice",
                "Bare.Inner",
                "Bare.Inner.call",
                "Bare.Kind",
                "Bare.Kind.ONE"));
  }
}
