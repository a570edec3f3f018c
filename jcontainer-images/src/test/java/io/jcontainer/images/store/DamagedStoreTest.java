package io.jcontainer.images.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files of the store that are not what they were. */
@Requires(Requirement.ROOT)
class DamagedStoreTest {
  private static final Platform AMD64 = Platform.parse("linux/amd64");

  @RegisterExtension final Scratch root = new Scratch();
  private ImageStore store;

  @BeforeEach
  void open() {
    store = ImageStore.open(new LinuxKernel(), root.path());
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Adds an image of one layer with one document. */
  private ImageRecord add(String tag) {
    byte[] manifest = ("manifest of " + tag).getBytes(StandardCharsets.UTF_8);
    byte[] config = ("configuration of " + tag).getBytes(StandardCharsets.UTF_8);
    LayerName layer = LayerName.alone(Digest.sha256(tag.getBytes(StandardCharsets.UTF_8)));
    ImageRecord image =
        new ImageRecord(
            Digest.sha256(manifest),
            "type",
            List.of(Digest.sha256(config)),
            List.of(layer),
            List.of(),
            List.of(),
            5);
    try (Addition addition = store.add(List.of(layer))) {
      StagedLayer staged = addition.stage();
      addition.commit(
          image,
          Map.of(staged, layer),
          Map.of(image.digest(), manifest, image.blobs().getFirst(), config),
          Optional.of(new NameRecord(reference(tag), AMD64, image.digest())));
    }
    return image;
  }

  private static Reference reference(String tag) {
    return Reference.parse("example.com/app:" + tag);
  }

  private Path file(String name) {
    return root.resolve("images").resolve(name);
  }

  private void damage(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
  }

  @Test
  void whatIsAddedIsFoundByAnother() {
    ImageRecord image = add("1");
    try (ImageStore other = ImageStore.open(new LinuxKernel(), root.path())) {
      assertThat(other.find(reference("1"), AMD64)).contains(image);
      assertThat(other.find(reference("1"), Platform.parse("linux/arm64"))).isEmpty();
      assertThat(other.document(image.digest())).asString().isEqualTo("manifest of 1");
      try (Lease lease = other.lease(image.digest())) {
        assertThat(lease.layers())
            .containsExactly(file("layers").resolve(image.layers().getFirst().directory()));
      }
    }
  }

  @Test
  void aDamagedDocumentIsNamedWithTheRemedy() throws IOException {
    ImageRecord image = add("1");
    Path blob = file("blobs/sha256").resolve(image.digest().hex());
    damage(blob);
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> store.document(image.digest()))
        .withMessageContaining(blob.toString().substring(0, 60))
        .withMessageContaining("pull the image again");
    Files.delete(blob);
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> store.document(image.digest()))
        .withMessageContaining("missing");
  }

  @Test
  void aMissingLayerIsNamedWithTheRemedy() throws IOException {
    ImageRecord image = add("1");
    Path layer = file("layers").resolve(image.layers().getFirst().directory());
    Files.delete(layer);
    assertThat(store.isComplete(image)).isFalse();
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> store.lease(image.digest()))
        .withMessageContaining("missing");
  }

  @Test
  void aDamagedRecordIsThatImagesTroubleAlone() throws IOException {
    ImageRecord broken = add("1");
    ImageRecord good = add("2");
    damage(file("images").resolve(broken.digest().hex()));
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> store.find(reference("1"), AMD64))
        .withMessageContaining("pull the image again");
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> store.lease(broken.digest()));
    store.collect();
    assertThat(store.find(reference("2"), AMD64)).contains(good);
    store.lease(good.digest()).close();

    assertThat(add("1")).isEqualTo(broken);
    assertThat(store.find(reference("1"), AMD64)).contains(broken);
  }

  @Test
  void aDamagedNameTakesNothingElseAway() throws IOException {
    ImageRecord image = add("1");
    add("2");
    for (int length : new int[] {0, 1, 50, 150}) {
      try (Stream<Path> names = Files.list(file("names"))) {
        for (Path name : names.toList()) {
          if (Files.readString(name).contains("app:1")) {
            Files.write(name, Arrays.copyOf(Files.readAllBytes(name), length));
          }
        }
      }
      assertThat(store.names()).extracting(NameRecord::reference).containsExactly(reference("2"));
      store.collect();
      assertThat(store.find(image.digest())).contains(image);
      assertThatExceptionOfType(ImageStoreException.class)
          .isThrownBy(() -> store.find(reference("1"), AMD64));
      add("1");
    }
  }

  @Test
  void anyDamageOfARecordShows() {
    byte[] record = add("1").write();
    for (int i = 0; i < record.length; i++) {
      byte[] damaged = record.clone();
      damaged[i] ^= 4;
      assertThatExceptionOfType(ImageStoreException.class)
          .as("byte %d", i)
          .isThrownBy(() -> ImageRecord.read(damaged, "file"));
    }
    for (int length = 0; length < record.length; length++) {
      byte[] cut = Arrays.copyOf(record, length);
      assertThatExceptionOfType(ImageStoreException.class)
          .as("length %d", length)
          .isThrownBy(() -> ImageRecord.read(cut, "file"));
    }
  }
}
