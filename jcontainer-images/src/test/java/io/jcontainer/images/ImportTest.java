package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.HealthCheck;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageDiskUsage;
import io.jcontainer.ImageFormat;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.registry.testing.Skopeo;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Images made of a root file system. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class ImportTest {
  private static final Reference NAME = Reference.parse("imported:1");

  @RegisterExtension final Scratch temp = new Scratch();
  private Config config;
  private StoreImageService service;

  @BeforeEach
  void open() {
    config = Config.defaults().withRoot(temp.resolve("root"));
    service = (StoreImageService) new StoreImageService.Factory().open(config);
  }

  @AfterEach
  void close() {
    service.close();
  }

  private Image importTar(byte[] archive, ImageConfig how) {
    return service.library().importTar(new ByteArrayInputStream(archive), NAME, how);
  }

  private static ImageConfig full() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("Z", "1");
    environment.put("A", "x=y");
    return new ImageConfig(
        List.of("/bin/sh", "-c"),
        List.of("echo \"hello\""),
        environment,
        "1000:1000",
        "/work",
        "SIGINT",
        Set.of("80/tcp", "53/udp"),
        Set.of("/data"),
        Map.of("a", "b", "c", "d"),
        Optional.of(
            HealthCheck.command("/bin/true").withInterval(Duration.ofSeconds(7)).withRetries(2)),
        List.of("RUN make \"it\""),
        List.of());
  }

  @Test
  void anArchiveBecomesAnImage() {
    byte[] archive = new Tar().directory("etc").file("etc/a", "a").symlink("b", "etc/a").bytes();
    Image image = importTar(archive, full());
    assertThat(image.reference()).isEqualTo(NAME);
    assertThat(image.platform()).isEqualTo(Platform.host());
    ImageConfig read = image.config();
    assertThat(read.diffIds()).containsExactly(Digest.sha256(archive));
    assertThat(read.environment()).containsExactlyEntriesOf(full().environment());
    assertThat(read).usingRecursiveComparison().ignoringFields("diffIds").isEqualTo(full());
    try (RootFilesystem root = service.rootFilesystem(image)) {
      assertThat(Merged.listing(root.layers())).containsOnlyKeys(".", "etc", "etc/a", "b");
    }
    assertThat(
            service
                .library()
                .pull(NAME, PullOptions.defaults().withPolicy(PullOptions.Policy.NEVER)))
        .isEqualTo(image);
    assertThat(new StoreTree(config).staged()).isEmpty();

    assertThat(importTar(Tar.gzip(archive), full()).digest()).isEqualTo(image.digest());
    assertThat(importTar(archive, ImageConfig.ofEnvironment(Map.of())).digest())
        .isNotEqualTo(image.digest());
    assertThat(service.library().list()).hasSize(1);
  }

  @Test
  @Requires(Requirement.SKOPEO)
  void othersTakeIt() {
    Image image = importTar(new Tar().file("f", "f").bytes(), full());
    service.library().save(List.of(image), temp.resolve("a.tar"), ImageFormat.OCI_ARCHIVE);
    Skopeo.copy(
        "oci-archive:" + temp.resolve("a.tar"), "docker-archive:" + temp.resolve("d.tar") + ":x:1");
    assertThat(temp.resolve("d.tar")).isNotEmptyFile();
  }

  @Test
  void whatIsNoRootFileSystemIsRefused() {
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(
            () -> importTar("no tar at all".repeat(100).getBytes(StandardCharsets.UTF_8), full()));
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> importTar(new Tar().hardLink("x", "../../etc/passwd").bytes(), full()));
    assertThat(new StoreTree(config).isEmpty()).isTrue();
    assertThat(new StoreTree(config).staged()).isEmpty();
    Reference pinned = NAME.withDigest(Digest.sha256(new byte[0]));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                service.library().importTar(new ByteArrayInputStream(new byte[0]), pinned, full()))
        .withMessageContaining("leave it out");
  }

  @Test
  void theDiskIsMeasured() {
    assertThat(service.library().diskUsage())
        .isEqualTo(
            new ImageDiskUsage(0, ByteSize.ofBytes(0), ByteSize.ofBytes(0), ByteSize.ofBytes(0)));
    byte[] archive = new Tar().file("f", new byte[100_000], h -> {}).hardLink("same", "f").bytes();
    Image image = importTar(archive, full());
    ImageDiskUsage usage = service.library().diskUsage();
    assertThat(usage.images()).isEqualTo(1);
    assertThat(usage.layers()).isEqualTo(ByteSize.ofBytes(100_000));
    assertThat(usage.archives().bytes()).isBetween(archive.length + 1L, archive.length + 10_000L);
    assertThat(usage.reclaimable().bytes())
        .isEqualTo(usage.layers().bytes() + usage.archives().bytes());
    try (RootFilesystem _ = service.rootFilesystem(image)) {
      assertThat(service.library().diskUsage().reclaimable().bytes()).isZero();
    }
  }
}
