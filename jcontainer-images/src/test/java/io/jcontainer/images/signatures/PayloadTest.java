package io.jcontainer.images.signatures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Digest;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.testing.Fuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed, as others write it and as nobody should. */
class PayloadTest {
  private static final Digest IMAGE = Digest.parse("sha256:" + "ab".repeat(32));
  private static final String GOOD =
      """
      {"critical":{"identity":{"docker-reference":"test.example/app"},
       "image":{"docker-manifest-digest":"%s"},"type":"cosign container image signature"},
       "optional":null}
      """
          .formatted(IMAGE);

  private static Payload parse(String text) {
    return Payload.parse(text.getBytes(UTF_8), "signed text");
  }

  @Test
  void whatIsWrittenIsRead() {
    Payload payload = new Payload(IMAGE, "test.example/app:1");
    assertThat(Payload.parse(payload.bytes(), "ours")).isEqualTo(payload);
    assertThat(payload.bytes()).isEqualTo(payload.bytes());
    assertThat(parse(GOOD)).isEqualTo(new Payload(IMAGE, "test.example/app"));
    assertThat(parse(GOOD.replace("null", "{\"any\":[1,{\"thing\":2}]}")).image()).isEqualTo(IMAGE);
  }

  /** Each is a text that is in a good one, and what takes its place. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "critical=Critical",
        "critical=other",
        "docker-manifest-digest=Docker-manifest-digest",
        "cosign container image signature=atomic container signature",
        "sha256:=md5:",
        "sha256:=",
        "\"optional\":null=\"also\":null",
        "\"type\"=\"a\":1,\"type\"",
        "\"type\"=\"type\":\"cosign container image signature\",\"type\"",
        "\"docker-reference\"=\"also\":\"x\",\"docker-reference\"",
        "\"test.example/app\"=1",
        "\"test.example/app\"=null",
        "}\n=}{}"
      })
  void anyOtherFormIsRefused(String change) {
    int middle = change.indexOf('=');
    String changed = GOOD.replace(change.substring(0, middle), change.substring(middle + 1));
    assertThat(changed).isNotEqualTo(GOOD);
    assertThatExceptionOfType(InvalidImageException.class).isThrownBy(() -> parse(changed));
  }

  @Test
  void payloadsAreReadOrRefused() {
    int refused =
        new Fuzz(
                Fuzz.texts(GOOD, new String(new Payload(IMAGE, "a.b/c:1").bytes(), UTF_8)),
                Fuzz.texts(
                    "{",
                    "}",
                    "[",
                    "\"",
                    "\\",
                    "null",
                    "\0",
                    "\"critical\":{",
                    "\"type\":",
                    "\ud83d",
                    "1e99",
                    "[".repeat(2000),
                    "{\"a\":".repeat(500),
                    "a".repeat(5000),
                    "sha512:" + "0".repeat(128)),
                input -> {
                  Payload read = Payload.parse(input, "damaged text");
                  assertThat(Payload.parse(read.bytes(), "written")).isEqualTo(read);
                })
            .run();
    assertThat(refused).isGreaterThan(Fuzz.ROUNDS / 2);
  }
}
