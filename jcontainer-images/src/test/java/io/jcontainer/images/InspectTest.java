package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageDetails;
import io.jcontainer.ImageDetails.HistoryStep;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is known of an image, and its names. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class InspectTest {
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));

  @RegisterExtension final Scratch temp = new Scratch();
  private FaultyServer server;
  private StoreImageService service;

  @BeforeEach
  void open() {
    server = FaultyServer.start();
    service =
        (StoreImageService)
            new StoreImageService.Factory().open(Config.defaults().withRoot(temp.resolve("root")));
  }

  @AfterEach
  void close() {
    service.close();
    server.close();
  }

  private Image pull(SampleImage image, String tag) {
    image.publish(server, "app", tag);
    return service.library().pull(Reference.parse(server.authority() + "/app:" + tag), AMD64);
  }

  private static SampleImage withHistory() {
    byte[] layer = new Tar().file("f", "f").bytes();
    byte[] config =
        """
        {"architecture":"amd64","os":"linux","author":"somebody","created":"2024-05-06T07:08:09Z",
         "history":[{"created":"yesterday","created_by":"ENV A=b","empty_layer":true},
                    {"created":"2024-05-06T09:08:09.5+02:00","created_by":"ADD f","comment":"c"},
                    {"created_by":"more than there is"}],
         "rootfs":{"type":"layers","diff_ids":["%s"]}}\
        """
            .formatted(Digest.sha256(layer))
            .getBytes(StandardCharsets.UTF_8);
    byte[] manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s],"annotations":{"k":"v"}}\
        """
            .formatted(
                SampleImage.OCI_MANIFEST,
                SampleImage.descriptor("application/vnd.oci.image.config.v1+json", config),
                SampleImage.descriptor("application/vnd.oci.image.layer.v1.tar", layer))
            .getBytes(StandardCharsets.UTF_8);
    Map<Digest, byte[]> blobs = new LinkedHashMap<>();
    blobs.put(Digest.sha256(config), config);
    blobs.put(Digest.sha256(layer), layer);
    return new SampleImage(SampleImage.OCI_MANIFEST, manifest, blobs);
  }

  @Test
  void tellsAllOfAnImage() {
    SampleImage sample = withHistory();
    Image image = pull(sample, "1");
    ImageDetails details = service.library().inspect(image);
    assertThat(details.image()).isEqualTo(image);
    assertThat(details.id()).isEqualTo(sample.config());
    assertThat(details.manifest().mediaType()).isEqualTo(SampleImage.OCI_MANIFEST);
    assertThat(details.author()).isEqualTo("somebody");
    assertThat(details.created()).contains(Instant.parse("2024-05-06T07:08:09Z"));
    assertThat(details.manifest().annotations()).containsExactly(Map.entry("k", "v"));
    assertThat(details.manifest().document())
        .isEqualTo(new String(sample.manifest(), StandardCharsets.UTF_8));
    assertThat(details.configuration()).contains("somebody");
    assertThat(details.layers()).hasSize(1);
    assertThat(details.history())
        .containsExactly(
            new HistoryStep(Optional.empty(), "ENV A=b", "", Optional.empty()),
            new HistoryStep(
                Optional.of(Instant.parse("2024-05-06T07:08:09.500Z")),
                "ADD f",
                "c",
                Optional.of(details.layers().getFirst())),
            new HistoryStep(Optional.empty(), "more than there is", "", Optional.empty()));
  }

  @Test
  void namesAreGivenMovedAndTakenAway() {
    Image one = pull(withHistory(), "1");
    Image two = pull(SampleImage.ofLayer(new Tar().file("g", "g").bytes()), "2");
    Reference name = Reference.parse("example.org/mine:1");

    Image tagged = service.library().tag(one, name);
    assertThat(tagged.reference()).isEqualTo(name);
    assertThat(tagged.digest()).isEqualTo(one.digest());
    assertThat(service.library().find(name, one.platform())).contains(tagged);
    assertThat(service.library().pull(name, AMD64.withPolicy(PullOptions.Policy.NEVER)))
        .isEqualTo(tagged);
    assertThat(service.library().inspect(one).names())
        .containsExactlyInAnyOrder(name, one.reference());

    assertThat(service.library().tag(two, name).digest()).isEqualTo(two.digest());
    assertThat(service.library().inspect(one).names()).containsExactly(one.reference());
    service.library().remove(Objects.requireNonNull(one.reference()));
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> service.library().tag(one, name))
        .withMessageContaining("pull it again");
    assertThat(service.library().find(name, two.platform())).isPresent();
  }

  @Test
  void aNameWithAnotherDigestIsRefused() {
    Image image = pull(withHistory(), "1");
    Reference wrong = Reference.parse("x@" + Digest.sha256(new byte[0]));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> service.library().tag(image, wrong))
        .withMessageContaining(image.digest().toString());
    Reference pinned = Reference.parse("x@" + image.digest());
    assertThat(service.library().tag(image, pinned).reference()).isEqualTo(pinned);
  }
}
