package io.jcontainer.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiler said no to each source below {@code src/it/refused}, and for the right reason. */
class RefusedTest {
  private static final Path LOG = Path.of("target/it/refused/build.log");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Dereference     | [NullAway] dereferenced expression 'text' is @Nullable
          NullableElement | [NullAway] incompatible types: List<@Nullable String> cannot be converted
          SelfAssignment  | [SelfAssignment]
          RawType         | [rawtypes] found raw type: List
          BrokenComment   | error: reference not found
          """)
  void eachSourceIsReportedForItsOwnReason(String source, String message) throws IOException {
    assertThat(log().filter(line -> line.contains(source + ".java")))
        .anySatisfy(line -> assertThat(line).contains(message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"comment", "lint", "code"})
  void noneIsCompiled(String module) throws IOException {
    assertThat(log()).anyMatch(line -> line.matches(".*refused-" + module + " \\.+ FAILURE .*"));
    assertThat(LOG.resolveSibling(module).resolve("target/classes/io")).doesNotExist();
  }

  private static Stream<String> log() throws IOException {
    return Files.readAllLines(LOG).stream();
  }
}
