package io.jcontainer.images.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.jcontainer.InvalidImageException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents with random damage: each is read or refused, and nothing else happens. The library
 * lives in its user's process, so another error would be the user's crash (CVE-2021-21285).
 */
class MutatedDocumentTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 20_000);
  private static final long SEED = 20_250_301;

  static Stream<Arguments> seeds() {
    return Stream.of(
        Arguments.of("oci manifest", Samples.ociManifest(), document(Samples.OCI_MANIFEST)),
        Arguments.of(
            "docker manifest", Samples.dockerManifest(), document(Samples.DOCKER_MANIFEST)),
        Arguments.of("oci index", Samples.ociIndex(), document(Samples.OCI_INDEX)),
        Arguments.of("docker list", Samples.dockerList(), document(Samples.DOCKER_LIST)),
        Arguments.of(
            "index of one's own",
            Samples.ociIndex(),
            (Consumer<byte[]>) MutatedDocumentTest::index),
        Arguments.of(
            "configuration", Samples.config(), (Consumer<byte[]>) MutatedDocumentTest::config));
  }

  private static Consumer<byte[]> document(String type) {
    return bytes -> {
      Document read = Document.parse(bytes, Optional.of(type), "document");
      assertThat(read.type().mediaType()).isEqualTo(type);
    };
  }

  private static void index(byte[] bytes) {
    byte[] written = IndexDocument.write(IndexDocument.read(bytes, Optional.empty(), "index"));
    assertThat(IndexDocument.write(IndexDocument.read(written, Optional.empty(), "written")))
        .isEqualTo(written);
  }

  private static void config(byte[] bytes) {
    assertThat(ConfigFile.parse(bytes, "c").platform().os()).isEqualTo("linux");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("seeds")
  void isReadOrRefused(String name, String json, Consumer<byte[]> parser) {
    byte[] seed = json.getBytes(StandardCharsets.UTF_8);
    parser.accept(seed);
    Mutator mutator = new Mutator(new Random(SEED));
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutant = mutator.mutate(seed);
      try {
        parser.accept(mutant);
      } catch (InvalidImageException e) {
        refused++;
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail(name + ", round " + round + ": " + new String(mutant, StandardCharsets.UTF_8), e);
      }
    }
    assertThat(refused).as("damage that was noticed").isBetween(ROUNDS / 4, ROUNDS - 1);
  }
}
