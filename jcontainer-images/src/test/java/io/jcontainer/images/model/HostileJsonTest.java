package io.jcontainer.images.model;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.InvalidImageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that cost more than they are worth: CVE-2025-52999 and its kind. */
class HostileJsonTest {
  static Stream<Arguments> expensive() {
    int large = Document.LARGEST - 100;
    String manyNames = repeated("\"%x\":0", large / 12);
    return Stream.of(
        Arguments.of("depth of arrays", "[".repeat(large)),
        Arguments.of("depth of objects", "{\"a\":".repeat(large / 5)),
        Arguments.of("depth in a field that is skipped", "{\"x\":" + "[".repeat(large)),
        Arguments.of("depth of 65, closed", "{\"x\":" + "[".repeat(64) + "]".repeat(64) + "}"),
        Arguments.of("long number", "{\"schemaVersion\":" + "1".repeat(large) + "}"),
        Arguments.of("long fraction", "{\"schemaVersion\":0." + "1".repeat(large) + "}"),
        Arguments.of("huge exponent", "{\"schemaVersion\":1e" + "9".repeat(30) + "}"),
        Arguments.of("long string", "{\"mediaType\":\"" + "a".repeat(large) + "\"}"),
        Arguments.of("long escapes", "{\"mediaType\":\"" + "\\u0061".repeat(large / 6) + "\"}"),
        Arguments.of("long name", "{\"" + "a".repeat(large) + "\":1}"),
        Arguments.of("many names", "{" + manyNames + "}"),
        Arguments.of("many annotations", "{\"annotations\":{" + manyNames + "}}"),
        Arguments.of("many ports", "{\"config\":{\"ExposedPorts\":{" + manyNames + "}}}"),
        Arguments.of("many empty things", "{\"x\":[" + "[],".repeat(large / 3) + "0]}"),
        Arguments.of("names that collide", "{" + colliding(large / 30) + "}"),
        Arguments.of("white space only", " ".repeat(large)),
        Arguments.of("one byte too many", " ".repeat(Document.LARGEST + 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("expensive")
  void endsSoonInARefusal(String name, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Assertions.assertTimeout(
        Duration.ofSeconds(2),
        () -> {
          assertThatExceptionOfType(InvalidImageException.class)
              .as(name)
              .isThrownBy(
                  () -> Document.parse(bytes, Optional.of(Samples.OCI_MANIFEST), "manifest"));
          assertThatExceptionOfType(InvalidImageException.class)
              .as(name)
              .isThrownBy(() -> ConfigFile.parse(bytes, "configuration"));
        });
  }

  private static String repeated(String format, int times) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < times; i++) {
      text.append(i == 0 ? "" : ",").append(String.format(format, i));
    }
    return text.toString();
  }

  /** Names of 16 characters that all have the same {@link String#hashCode}. */
  private static String colliding(int times) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < times && i < 1 << 16; i++) {
      text.append(i == 0 ? "\"" : ",\"");
      for (int bit = 0; bit < 16; bit++) {
        text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      text.append("\":0");
    }
    return text.toString();
  }
}
