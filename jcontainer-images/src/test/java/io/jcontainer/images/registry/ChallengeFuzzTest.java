package io.jcontainer.images.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.images.testing.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Headers of registries with random damage: what cannot be read is left out. */
class ChallengeFuzzTest {
  @Test
  void challengesAreReadOrLeftOut() {
    int[] read = new int[1];
    int refused =
        new Fuzz(
                Fuzz.texts(
                    "Bearer realm=\"https://a.example/token\",service=\"a\",scope=\"x:y:pull\"",
                    "Basic realm=\"a \\\"quoted\\\" realm\", Negotiate dG9rZW4=, Bearer realm=x"),
                Fuzz.texts(
                    "\"",
                    "\\",
                    "=",
                    ",",
                    " ",
                    "\t",
                    "\0",
                    ",,,,",
                    "\\\\".repeat(500),
                    "a=".repeat(300),
                    " ".repeat(2000),
                    ",".repeat(2000),
                    "a".repeat(4000),
                    "\"\\".repeat(1000)),
                input -> {
                  List<Challenge> found = Challenge.parse(List.of(new String(input, ISO_8859_1)));
                  read[0] += found.size();
                })
            .run();
    assertThat(refused).isZero();
    assertThat(read[0]).isGreaterThan(Fuzz.ROUNDS / 2);
  }
}
