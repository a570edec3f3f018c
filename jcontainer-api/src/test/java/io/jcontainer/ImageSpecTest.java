package io.jcontainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What images are made of is refused at the call that says it. */
class ImageSpecTest {
  private static final LayerSpec EMPTY = LayerSpec.empty();
  private static final EntryAttributes PLAIN = EntryAttributes.defaults();

  private static void refuses(Runnable call, String... words) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(call::run)
        .satisfies(thrown -> assertThat(thrown.getMessage()).contains(words));
  }

  @Test
  void everyChangeIsAnother() {
    LayerSpec one = EMPTY.withFile("/f", "f");
    LayerSpec two = one.withLink("/l", "f").withCreatedBy("me");
    assertThat(EMPTY.entries()).isEmpty();
    assertThat(one.entries()).extracting(LayerEntry::path).containsExactly("/f");
    assertThat(two.entries()).extracting(LayerEntry::path).containsExactly("/f", "/l");
    assertThat(LayerSpec.of(two.entries()).withCreatedBy("me")).isEqualTo(two);
    ImageSpec spec = ImageSpec.fromScratch().withLayer(one).withLayer(two);
    assertThat(ImageSpec.fromScratch().layers()).isEmpty();
    assertThat(spec.layers()).containsExactly(one, two);
    assertThat(spec.created()).isEqualTo(Instant.EPOCH);
    assertThat(spec.compression()).isEqualTo(LayerCompression.GZIP);
    assertThat(spec.withAnnotation("b", "1").withAnnotation("a", "2").withAnnotation("b", "3"))
        .extracting(changed -> changed.annotations().toString())
        .isEqualTo("{a=2, b=3}");
  }

  @Test
  void changesOfTheConfigurationComeOneAfterTheOther() {
    ImageSpec spec =
        ImageSpec.fromScratch()
            .withConfig(config -> config.withCommand("one").withEnv("A", "1"))
            .withConfig(config -> config.withCommand(config.command().getFirst(), "two"));
    ImageConfig config = spec.config().apply(ImageConfig.ofEnvironment(Map.of()));
    assertThat(config.command()).containsExactly("one", "two");
    assertThat(config.environment()).containsEntry("A", "1");
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {"", "f", "/a//b", "/a/", "/../a", "/a/.", "/a\0b", "/.wh.a", "/d/.wh..wh..opq"})
  void aPathThatNoFileCanHaveIsRefused(String path) {
    refuses(() -> EMPTY.withFile(path, ""), "\"" + Text.printable(path) + "\"");
    refuses(() -> EMPTY.withTree(path, Path.of("/x")), "\"" + Text.printable(path) + "\"");
    refuses(() -> EMPTY.withDirectory(path), "\"" + Text.printable(path) + "\"");
    refuses(() -> EMPTY.withLink(path, "x"), "\"" + Text.printable(path) + "\"");
    refuses(() -> EMPTY.withHardLink(path, "/x"), "\"" + Text.printable(path) + "\"");
    refuses(() -> EMPTY.withHardLink("/x", path), "\"" + Text.printable(path) + "\"");
    refuses(() -> EMPTY.without(path), "\"" + Text.printable(path) + "\"");
  }

  @Test
  void longPathsAreRefused() {
    EMPTY.withFile("/" + "é".repeat(127), "");
    refuses(() -> EMPTY.withFile("/" + "é".repeat(128), ""), "255 bytes");
    EMPTY.withFile("/a".repeat(255), "");
    refuses(() -> EMPTY.withFile("/a".repeat(256), ""), "255 directories");
    refuses(() -> EMPTY.withFile(("/" + "a".repeat(255)).repeat(17), ""), "4095 bytes");
  }

  @Test
  void theRootIsADirectory() {
    assertThat(EMPTY.withDirectory("/").withTree("/", Path.of("x")).entries()).hasSize(2);
    refuses(() -> EMPTY.withFile("/", ""), "the root directory");
    refuses(() -> EMPTY.withLink("/", "x"), "the root directory");
    refuses(() -> EMPTY.without("/"), "the root directory");
    refuses(() -> EMPTY.withOpaqueDirectory("/", PLAIN), "ImageSpec.fromScratch");
  }

  @Test
  void aPathIsThereOnce() {
    LayerSpec file = EMPTY.withFile("/d/f", "");
    refuses(() -> file.withFile("/d/f", ""), "\"/d/f\" is in it twice");
    refuses(() -> file.withLink("/d/f", "x"), "twice");
    refuses(() -> file.without("/d/f"), "twice");
    refuses(() -> file.withTree("/d/f", Path.of("x")), "twice");
    refuses(() -> EMPTY.withTree("/d/f", Path.of("x")).withFile("/d/f", ""), "twice");
    refuses(() -> file.withDirectory("/d/f"), "twice");
    refuses(() -> EMPTY.withDirectory("/d").withDirectory("/d"), "twice");
    refuses(
        () -> EMPTY.withDirectory("/d").withTree("/d", Path.of("x")).withDirectory("/d"), "twice");
    refuses(() -> file.withFile("/d/f/g/h", ""), "\"/d/f/g/h\" lies in \"/d/f\"");
    refuses(() -> file.without("/d"), "withOpaqueDirectory");
    refuses(() -> EMPTY.without("/d").withDirectory("/d/e"), "withOpaqueDirectory");
    assertThat(
            file.withDirectory("/d")
                .withTree("/d", Path.of("x"))
                .withTree("/d", Path.of("y"))
                .withFile("/d/f2", "")
                .entries())
        .hasSize(5);
  }

  @Test
  void otherThingsThatNoLayerHasAreRefused() {
    refuses(() -> EMPTY.withLink("/l", ""), "without NUL");
    refuses(() -> EMPTY.withLink("/l", "a\0"), "without NUL");
    refuses(() -> EMPTY.withLink("/l", "a".repeat(4096)), "4095");
    refuses(() -> EMPTY.withHardLink("/l", "/l"), "its own target");
    refuses(
        () -> EMPTY.withFile("/f", CopySource.ofTar(InputStream.nullInputStream())),
        "LayerSpec.ofTar");
    refuses(
        () -> LayerSpec.ofTar(Path.of("x.tar")).withFile("/f", ""), "put the rest into another");
    assertThat(LayerSpec.ofTar(Path.of("x.tar")).archive().orElseThrow()).isAbsolute();
  }

  @ParameterizedTest
  @CsvSource({"-1,0", "0,-1", "4294967295,0", "0,4294967295"})
  void anOwnerIsAnId(long uid, long gid) {
    refuses(() -> PLAIN.withOwner(uid, gid), "4294967294");
  }

  @Test
  void attributesAreThoseOfFiles() {
    refuses(() -> PLAIN.withFileMode(010000), "07777");
    refuses(() -> PLAIN.withDirectoryMode(-1), "07777");
    refuses(() -> PLAIN.withTime(Instant.MAX), "9999");
    refuses(() -> PLAIN.withTime(Instant.MIN), "9999");
    EntryAttributes kept = PLAIN.withModesKept().withOwnersKept().withTimesKept();
    assertThat(kept.withOwner(1, 2).ownersKept()).isFalse();
    assertThat(kept.withTime(Instant.EPOCH).timesKept()).isFalse();
  }

  @Test
  void anImageHasOnePlatformAndNamesWithoutDigests() {
    Digest digest = Digest.sha256(new byte[0]);
    Image base =
        new Image(
            Reference.parse("a:1"),
            digest,
            Platform.parse("linux/amd64"),
            ImageConfig.ofEnvironment(Map.of()),
            ByteSize.ofBytes(0));
    assertThat(ImageSpec.from(base).base()).isEqualTo(Optional.of(base));
    refuses(() -> ImageSpec.from(base).withPlatform(Platform.parse("linux/arm64")), "leave it out");
    refuses(() -> ImageSpec.fromScratch().withName("a@" + digest), "leave it out");
    refuses(() -> ImageSpec.fromScratch().withName("A B"), "A B");
    refuses(() -> ImageSpec.fromScratch().withAnnotation("", "x"), "give it one");
    refuses(() -> ImageSpec.fromScratch().withCreated(Instant.MAX), "9999");
    assertThat(ImageSpec.fromScratch().withName("a").withName("b:2").names())
        .isEqualTo(List.of(Reference.parse("a"), Reference.parse("b:2")));
  }
}
