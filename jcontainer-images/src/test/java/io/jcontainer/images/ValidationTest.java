package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.ImageFlaw;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentWriter;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.Reply;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One validator says what is wrong with an image, wherever it is. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class ValidationTest {
  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));

  @RegisterExtension final Scratch temp = new Scratch();
  private FaultyServer server;
  private StoreImageService service;
  private SampleImage sample;
  private Reference reference;

  @BeforeEach
  void open() {
    server = FaultyServer.start();
    Config config = Config.defaults().withRoot(temp.resolve("root"));
    service = (StoreImageService) new StoreImageService.Factory().open(config);
    sample = sample(List.of(), new Tar().file("a", "1"), new Tar().file("b", "2".repeat(200_000)));
    reference = publish(sample, "1");
  }

  @AfterEach
  void close() {
    service.close();
    server.close();
  }

  /** An image that promises these diff ids, or the right ones if there are none. */
  private static SampleImage sample(List<Digest> diffIds, Tar... layers) {
    List<byte[]> archives = Arrays.stream(layers).map(Tar::bytes).toList();
    List<byte[]> stored = archives.stream().map(Tar::gzip).toList();
    List<Digest> right = archives.stream().map(Digest::sha256).toList();
    return SampleImage.of("amd64", TAR + "+gzip", diffIds.isEmpty() ? right : diffIds, stored);
  }

  private Reference publish(SampleImage image, String tag) {
    image.publish(server, "app", tag);
    return Reference.parse(server.authority() + "/app:" + tag);
  }

  private byte[] blob(Digest digest) {
    return Objects.requireNonNull(sample.blobs().get(digest));
  }

  private void serve(Digest blob, byte[] content) {
    server.on("/v2/app/blobs/" + blob, Reply.ok("application/octet-stream", content));
  }

  private static byte[] flipped(byte[] content, int at) {
    byte[] copy = content.clone();
    copy[at] ^= 1;
    return copy;
  }

  @Test
  void aSoundImageIsSoundEverywhere() {
    assertThat(service.library().validate(reference)).isEmpty();
    Image image = service.library().pull(reference, AMD64);
    assertThat(service.library().validate(image)).isEmpty();
    for (ImageFormat format : ImageFormat.values()) {
      Path file = temp.resolve(format.name());
      service.library().save(List.of(image), file, format);
      assertThat(service.library().validate(file)).isEmpty();
    }
  }

  @Test
  void everythingThatIsWrongIsTold() {
    for (Digest digest : sample.blobs().keySet()) {
      if (!digest.equals(sample.digest())) {
        byte[] content = blob(digest);
        serve(digest, flipped(content, content.length - 1));
      }
    }
    assertThat(service.library().validate(reference))
        .hasSize(3)
        .allSatisfy(flaw -> assertThat(flaw.why()).contains("its digest is"));
  }

  @Test
  void sizesAndMissingPartsAreTold() {
    byte[] layer = blob(sample.lastLayer());
    serve(sample.lastLayer(), Arrays.copyOf(layer, layer.length + 1));
    assertThat(service.library().validate(reference))
        .singleElement()
        .extracting(ImageFlaw::why)
        .asString()
        .contains("it");
    server.on("/v2/app/blobs/" + sample.lastLayer(), Reply.status(404));
    assertThat(service.library().validate(reference))
        .singleElement()
        .extracting(ImageFlaw::part)
        .isEqualTo("layer " + sample.lastLayer());
  }

  @Test
  void theConfigurationIsHeldAgainstTheLayers() {
    Tar tar = new Tar().file("a", "");
    Digest right = Digest.sha256(tar.bytes());
    Digest wrong = Digest.sha256(new byte[1]);
    assertThat(service.library().validate(publish(sample(List.of(wrong), tar), "diff")))
        .singleElement()
        .extracting(ImageFlaw::why)
        .asString()
        .contains("its archive has digest " + right);
    assertThat(service.library().validate(publish(sample(List.of(right, right), tar), "count")))
        .singleElement()
        .extracting(ImageFlaw::why)
        .asString()
        .contains("2 diff ids");
  }

  @Test
  void anIndexThatContradictsItselfIsTold() {
    byte[] manifest = sample.manifest();
    Descriptor one = Descriptor.of(MANIFEST, sample.digest(), manifest.length);
    Descriptor other = Descriptor.of(MANIFEST, sample.digest(), manifest.length + 1);
    byte[] index = DocumentWriter.index(List.of(one, other), Map.of());
    server.on("/v2/app/manifests/two", Reply.ok(INDEX, index));
    server.on("/v2/app/manifests/" + sample.digest(), Reply.ok(MANIFEST, manifest));
    assertThat(service.library().validate(Reference.parse(server.authority() + "/app:two")))
        .singleElement()
        .extracting(ImageFlaw::why)
        .asString()
        .contains("bytes");
    assertThat(new FetchedDocument(Digest.sha256(index), index, Optional.of(INDEX), "i").size())
        .isEqualTo(index.length);
  }

  @Test
  void whatIsNotThereIsAnError() {
    assertThatExceptionOfType(ImageNotFoundException.class)
        .isThrownBy(
            () -> service.library().validate(Reference.parse(server.authority() + "/app:none")));
    assertThatExceptionOfType(ImageArchiveException.class)
        .isThrownBy(() -> service.library().validate(temp.resolve("none")));
  }

  /** The same damage wherever the image is. */
  @ParameterizedTest
  @EnumSource
  void anyByteOfAnArchiveThatChangedIsToldOrOfNoAccount(ImageFormat format) throws IOException {
    Image image = service.library().pull(reference, AMD64);
    Path file = temp.resolve("saved");
    service.library().save(List.of(image), file, format);
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(file)) {
      all.filter(path -> path.toString().contains(sample.lastLayer().hex())).forEach(files::add);
    }
    Path damaged = format == ImageFormat.OCI_LAYOUT ? files.getFirst() : file;
    byte[] content = Files.readAllBytes(damaged);
    int at =
        format == ImageFormat.OCI_LAYOUT ? 20 : position(content, blob(sample.lastLayer())) + 20;
    Files.write(damaged, flipped(content, at));
    assertThat(service.library().validate(file))
        .singleElement()
        .extracting(ImageFlaw::part)
        .asString()
        .contains(sample.lastLayer().toString());
  }

  private static int position(byte[] content, byte[] part) {
    int at = 0;
    while (!Arrays.equals(content, at, at + part.length, part, 0, part.length)) {
      at++;
    }
    return at;
  }
}
