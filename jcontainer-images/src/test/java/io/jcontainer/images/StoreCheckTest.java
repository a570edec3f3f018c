package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.CheckDepth;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageStoreException;
import io.jcontainer.LoadOptions;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.StoreFinding;
import io.jcontainer.StoreFinding.Kind;
import io.jcontainer.StoreFinding.Outcome;
import io.jcontainer.StoreReport;
import io.jcontainer.images.registry.testing.FaultyServer;
import io.jcontainer.images.registry.testing.SampleImage;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of damage that a store can have is found, named and repaired. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class StoreCheckTest {
  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";
  private static final PullOptions AMD64 =
      PullOptions.defaults().withPlatform(Platform.parse("linux/amd64"));
  private static final PullOptions MISSING = AMD64.withPolicy(PullOptions.Policy.MISSING);

  @RegisterExtension final Scratch temp = new Scratch();
  private FaultyServer server;
  private Config config;
  private StoreImageService service;
  private StoreTree store;
  private SampleImage sample;
  private Reference reference;
  private Image image;
  private Map<String, String> tree;

  @BeforeEach
  void pull() {
    server = FaultyServer.start();
    config = Config.defaults().withRoot(temp.resolve("root"));
    store = new StoreTree(config);
    service = service();
    // the first stands alone, the second is right over the first only, the third is the root's
    sample =
        sample(
            new Tar()
                .directory("./", h -> h.mode(0700).owner(5, 5))
                .directory("etc")
                .file("etc/a", "a")
                .file("etc/b", "b")
                .hardLink("etc/c", "etc/b"),
            new Tar().directory("etc").file("etc/.wh.a", "").file("etc/d", "d".repeat(100_000)));
    reference = publish(sample, "1");
    image = service.library().pull(reference, AMD64);
    tree = merged();
    isClean();
    assertThat(store.layers()).hasSize(3);
  }

  @AfterEach
  void close() {
    service.close();
    server.close();
    assertThat(store.sessions()).isEmpty();
  }

  private StoreImageService service() {
    return (StoreImageService) new StoreImageService.Factory().open(config);
  }

  private static SampleImage sample(Tar... layers) {
    List<byte[]> archives = Arrays.stream(layers).map(Tar::bytes).toList();
    return SampleImage.of("amd64", TAR, archives.stream().map(Digest::sha256).toList(), archives);
  }

  private Reference publish(SampleImage image, String tag) {
    image.publish(server, "app", tag);
    return Reference.parse(server.authority() + "/app:" + tag);
  }

  private Map<String, String> merged() {
    try (RootFilesystem root = service.rootFilesystem(image)) {
      return Merged.listing(root.layers());
    }
  }

  private Path file(String path) {
    return config.root().resolve("images").resolve(path);
  }

  private Path blob(Digest digest) {
    return file("blobs/sha256/" + digest.hex());
  }

  private Path layer(String prefix) {
    String name =
        store.layers().stream().filter(l -> l.startsWith(prefix)).findFirst().orElseThrow();
    return file("layers").resolve(name);
  }

  private Path alone() {
    return store.layers().stream()
        .filter(name -> !name.contains("-"))
        .map(name -> file("layers").resolve(name))
        .findFirst()
        .orElseThrow();
  }

  private void isClean() {
    StoreReport report = service.library().check(CheckDepth.TREES);
    assertThat(report.findings()).isEmpty();
    assertThat(report.notCompared()).isEmpty();
    assertThat(report.isClean()).isTrue();
  }

  /** One finding of this kind, told by a check, which changes nothing, and by a repair. */
  private StoreFinding repairs(CheckDepth depth, Kind kind, Path path, Outcome outcome) {
    for (int i = 0; i < 2; i++) {
      assertThat(service.library().check(depth).findings())
          .extracting(StoreFinding::kind, StoreFinding::path, StoreFinding::outcome)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(kind, path, Outcome.FOUND));
    }
    List<StoreFinding> repaired = service.library().repair(depth).findings();
    assertThat(repaired)
        .extracting(StoreFinding::kind, StoreFinding::path, StoreFinding::outcome)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(kind, path, outcome));
    return repaired.getFirst();
  }

  /** All is as at first, and the registry was asked for these blobs only. */
  private void pullsAgain(Digest... blobs) {
    int asked = server.requests().size();
    assertThat(service.library().pull(reference, MISSING)).isEqualTo(image);
    List<String> fetched =
        server.requests().stream()
            .skip(asked)
            .map(request -> request.path())
            .filter(path -> path.contains("/blobs/"))
            .toList();
    assertThat(fetched)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(blobs).map(blob -> "/v2/app/blobs/" + blob).toList());
    isAsBefore();
  }

  private void isAsBefore() {
    isClean();
    assertThat(merged()).isEqualTo(tree);
    assertThat(service.library().find(reference, AMD64.platform())).contains(image);
  }

  private static void damage(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
  }

  private static void cut(Path file) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 10));
  }

  @Test
  void aManifestThatIsMissing() throws IOException {
    Files.delete(blob(sample.digest()));
    StoreFinding found =
        repairs(
            CheckDepth.PRESENCE,
            Kind.DOCUMENT_MISSING,
            blob(sample.digest()),
            Outcome.TO_BE_PULLED);
    assertThat(found.images()).containsExactly(sample.digest());
    pullsAgain(sample.config());
  }

  @Test
  void aConfigurationThatIsMissing() throws IOException {
    Files.delete(blob(sample.config()));
    repairs(
        CheckDepth.PRESENCE, Kind.DOCUMENT_MISSING, blob(sample.config()), Outcome.TO_BE_PULLED);
    pullsAgain(sample.config());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aManifestThatWasAltered(boolean truncated) throws IOException {
    if (truncated) {
      cut(blob(sample.digest()));
    } else {
      damage(blob(sample.digest()));
    }
    assertThat(service.library().check(CheckDepth.PRESENCE).isClean()).isTrue();
    repairs(CheckDepth.CONTENT, Kind.DOCUMENT_ALTERED, blob(sample.digest()), Outcome.TO_BE_PULLED);
    assertThat(blob(sample.digest())).doesNotExist();
    pullsAgain(sample.config());
  }

  @Test
  void aConfigurationThatWasAltered() throws IOException {
    damage(blob(sample.config()));
    StoreFinding found =
        repairs(
            CheckDepth.CONTENT, Kind.DOCUMENT_ALTERED, blob(sample.config()), Outcome.TO_BE_PULLED);
    assertThat(found.why()).contains("its digest is");
    pullsAgain(sample.config());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLayerAsItCameThatWasAltered(boolean truncated) throws IOException {
    if (truncated) {
      cut(blob(sample.lastLayer()));
    } else {
      damage(blob(sample.lastLayer()));
    }
    repairs(CheckDepth.CONTENT, Kind.ARCHIVE_ALTERED, blob(sample.lastLayer()), Outcome.REPAIRED);
    assertThat(blob(sample.lastLayer())).doesNotExist();
    StoreReport report = service.library().check(CheckDepth.TREES);
    assertThat(report.findings()).isEmpty();
    assertThat(report.notCompared()).containsExactly(layer("over-"));
    assertThat(merged()).isEqualTo(tree);
    service.library().save(List.of(image), temp.resolve("saved"), ImageFormat.OCI_LAYOUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alone", "over-", "root-"})
  void aLayerThatIsMissing(String which) throws IOException, InterruptedException {
    Path layer = which.equals("alone") ? alone() : layer(which);
    remove(layer);
    repairs(CheckDepth.PRESENCE, Kind.LAYER_MISSING, layer, Outcome.REPAIRED);
    isAsBefore();
  }

  private static void remove(Path tree) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("rm", "-rf", tree.toString()).start().waitFor()).isZero();
  }

  @Test
  void aLayerThatIsMissingAndAsItCameToo() throws Exception {
    Path layer = layer("over-");
    remove(layer);
    Files.delete(blob(sample.lastLayer()));
    StoreFinding found =
        repairs(CheckDepth.PRESENCE, Kind.LAYER_MISSING, layer, Outcome.TO_BE_PULLED);
    assertThat(found.images()).containsExactly(sample.digest());
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> service.rootFilesystem(image))
        .withMessageContaining("pull the image again");
    pullsAgain(sample.lastLayer(), sample.config());
  }

  /** What can happen to a tree. */
  enum Change {
    CONTENT {
      @Override
      void make(Path layer) throws IOException {
        Path file = layer.resolve("etc/b");
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, time);
      }
    },
    LENGTH {
      @Override
      void make(Path layer) throws IOException {
        Files.write(layer.resolve("etc/b"), new byte[0]);
      }
    },
    MODE {
      @Override
      void make(Path layer) throws IOException {
        Files.setPosixFilePermissions(
            layer.resolve("etc/a"), PosixFilePermissions.fromString("rwxrwxrwx"));
      }
    },
    OWNER {
      @Override
      void make(Path layer) throws IOException {
        Files.setAttribute(layer.resolve("etc/a"), "unix:uid", 7);
      }
    },
    TIME {
      @Override
      void make(Path layer) throws IOException {
        Files.setLastModifiedTime(layer.resolve("etc/a"), FileTime.fromMillis(1));
      }
    },
    ATTRIBUTE {
      @Override
      void make(Path layer) throws IOException {
        Files.setAttribute(layer.resolve("etc/a"), "user:x", new byte[1]);
      }
    },
    GONE {
      @Override
      void make(Path layer) throws IOException {
        Files.delete(layer.resolve("etc/a"));
      }
    },
    MORE {
      @Override
      void make(Path layer) throws IOException {
        Files.createDirectory(layer.resolve("etc/more"));
      }
    },
    TYPE {
      @Override
      void make(Path layer) throws IOException {
        Files.delete(layer.resolve("etc/a"));
        Files.createSymbolicLink(layer.resolve("etc/a"), Path.of("/etc/passwd"));
      }
    },
    SEPARATED {
      @Override
      void make(Path layer) throws IOException {
        Path file = layer.resolve("etc/b");
        FileTime time = Files.getLastModifiedTime(file);
        Files.delete(file);
        Files.copy(layer.resolve("etc/c"), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setLastModifiedTime(file, time);
      }
    };

    abstract void make(Path layer) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void aTreeThatWasAltered(Change change) throws IOException {
    Map<String, String> before = Listing.full(alone());
    change.make(alone());
    assertThat(service.library().check(CheckDepth.CONTENT).isClean()).isTrue();
    repairs(CheckDepth.TREES, Kind.LAYER_ALTERED, alone(), Outcome.REPAIRED);
    assertThat(Listing.full(alone())).isEqualTo(before);
    isAsBefore();
  }

  @Test
  void aTreeThatWasAlteredOverAnother() throws IOException {
    damage(layer("over-").resolve("etc/d"));
    StoreFinding found =
        repairs(CheckDepth.TREES, Kind.LAYER_ALTERED, layer("over-"), Outcome.REPAIRED);
    assertThat(found.why()).contains("./etc/d");
    isAsBefore();
  }

  @Test
  void aLayerThatIsInUseIsLeftAlone() throws IOException {
    try (RootFilesystem root = service.rootFilesystem(image)) {
      damage(alone().resolve("etc/b"));
      repairs(CheckDepth.TREES, Kind.LAYER_ALTERED, alone(), Outcome.IN_USE);
      assertThat(root.layers()).contains(alone());
    }
    repairs(CheckDepth.TREES, Kind.LAYER_ALTERED, alone(), Outcome.REPAIRED);
    isAsBefore();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50, 150})
  void theRecordOfAnImageThatIsDamaged(int length) throws IOException {
    Path record = file("images/" + sample.digest().hex());
    Files.write(record, Arrays.copyOf(Files.readAllBytes(record), length));
    service.close();
    service = service();
    repairs(CheckDepth.PRESENCE, Kind.RECORD_UNREADABLE, record, Outcome.REPAIRED);
    assertThat(server.requests("/v2/app/blobs/" + sample.config())).hasSize(1);
    isAsBefore();
  }

  @Test
  void theRecordOfAnotherImage() throws IOException {
    SampleImage other = sample(new Tar().file("other", ""));
    service.library().pull(publish(other, "other"), AMD64);
    Path record = file("images/" + sample.digest().hex());
    Files.copy(
        file("images/" + other.digest().hex()),
        record,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(record, PosixFilePermissions.fromString("rw-------"));
    repairs(CheckDepth.PRESENCE, Kind.RECORD_WRONG, record, Outcome.REPAIRED);
    isAsBefore();
  }

  @Test
  void aDamagedRecordOfWhichNotAllIsThere() throws IOException {
    Path record = file("images/" + sample.digest().hex());
    damage(record);
    Files.delete(blob(sample.config()));
    repairs(CheckDepth.PRESENCE, Kind.RECORD_UNREADABLE, record, Outcome.TO_BE_PULLED);
    assertThat(store.isEmpty()).isTrue();
    pullsAgain(
        sample.blobs().keySet().stream()
            .filter(digest -> !digest.equals(sample.digest()))
            .toArray(Digest[]::new));
  }

  @Test
  void aNameThatIsDamaged() throws IOException {
    Path name = onlyName();
    damage(name);
    service.close();
    service = service();
    repairs(CheckDepth.PRESENCE, Kind.NAME_UNREADABLE, name, Outcome.TO_BE_PULLED);
    assertThat(service.library().list())
        .extracting(kept -> String.valueOf(kept.reference()))
        .containsExactly("localhost/unnamed@" + sample.digest());
    isClean();
    int asked = server.requests().size();
    service.library().pull(reference, AMD64);
    assertThat(server.requests()).as("the manifest alone").hasSize(asked + 1);
    isAsBefore();
  }

  @Test
  void aNameInThePlaceOfAnother() throws IOException {
    Path name = onlyName();
    Path moved = name.resolveSibling("0".repeat(64));
    Files.move(name, moved);
    repairs(CheckDepth.PRESENCE, Kind.NAME_UNREADABLE, moved, Outcome.TO_BE_PULLED);
    isClean();
  }

  private Path onlyName() throws IOException {
    try (Stream<Path> names = Files.list(file("names"))) {
      return names.findFirst().orElseThrow();
    }
  }

  @Test
  void aNameOfNoImage() throws IOException {
    Path name = onlyName();
    byte[] content = Files.readAllBytes(name);
    service.library().remove(reference);
    Files.write(name, content);
    Files.setPosixFilePermissions(name, PosixFilePermissions.fromString("rw-------"));
    repairs(CheckDepth.PRESENCE, Kind.NAME_DANGLING, name, Outcome.REPAIRED);
    assertThat(store.isEmpty()).isTrue();
    isClean();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sessions/dead", "locks/", "images/", "blobs/sha256/", "layers/over-"})
  void whatWasLeftBehind(String where) throws IOException {
    boolean directory = where.startsWith("sessions") || where.startsWith("layers");
    String mark = where.equals("images/") ? ".unnamed" : "";
    Path left = file(where.startsWith("sessions") ? where : where + "0".repeat(64) + mark);
    if (directory) {
      Files.createDirectory(left);
      Files.writeString(left.resolve("file"), "content");
    } else {
      Files.writeString(left, "");
      Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rw-------"));
    }
    repairs(CheckDepth.PRESENCE, Kind.LEFT_BEHIND, left, Outcome.REPAIRED);
    assertThat(left).doesNotExist();
    isAsBefore();
  }

  @Test
  void theSessionOfAProcessThatIsGone() throws IOException {
    Path session = Files.createDirectory(file("sessions/gone"));
    Files.writeString(session.resolve("1"), "content");
    Files.writeString(file("sessions/gone.lock"), "");
    repairs(CheckDepth.PRESENCE, Kind.LEFT_BEHIND, session, Outcome.REPAIRED);
    assertThat(store.sessions()).hasSize(2);
    isClean();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "blobs", "blobs/sha256", "layers", "images", "names", "locks"})
  void aDirectoryThatIsOpenToOthers(String directory) throws IOException {
    Files.setPosixFilePermissions(file(directory), PosixFilePermissions.fromString("rwxr-xr-x"));
    repairs(CheckDepth.PRESENCE, Kind.WRONG_MODE, file(directory), Outcome.REPAIRED);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(directory))))
        .isEqualTo("rwx------");
    isAsBefore();
  }

  @Test
  void filesOfSomebodyElse() throws IOException {
    Files.setAttribute(blob(sample.config()), "unix:uid", 1000);
    repairs(CheckDepth.PRESENCE, Kind.WRONG_MODE, blob(sample.config()), Outcome.REPAIRED);
    assertThat(Files.getAttribute(blob(sample.config()), "unix:uid")).isEqualTo(0);
    isAsBefore();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stranger",
        "blobs/stranger",
        "blobs/sha256/.x",
        "layers/x",
        "images/x.tmp",
        "names/x",
        "locks/x"
      })
  void whatNoStoreHas(String path) throws IOException {
    Path canary = Files.writeString(temp.resolve("canary"), "alive");
    Files.createSymbolicLink(file(path), canary);
    service.close();
    service = service();
    repairs(CheckDepth.PRESENCE, Kind.FOREIGN, file(path), Outcome.REPAIRED);
    Files.createDirectory(file(path));
    Files.createSymbolicLink(file(path).resolve("link"), temp.path());
    service.close();
    service = service();
    repairs(CheckDepth.PRESENCE, Kind.FOREIGN, file(path), Outcome.REPAIRED);
    assertThat(canary).hasContent("alive");
    isAsBefore();
  }

  @ParameterizedTest
  @ValueSource(strings = {"images/", "names/", "blobs/sha256/"})
  void aDirectoryOrLinkInThePlaceOfAFile(String room) throws IOException {
    Path canary = Files.writeString(temp.resolve("canary"), "alive");
    for (boolean link : new boolean[] {true, false}) {
      Path file = file(room + "0".repeat(64));
      if (link) {
        Files.createSymbolicLink(file, canary);
      } else {
        Files.createDirectory(file);
      }
      service.close();
      service = service();
      if (Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        repairs(CheckDepth.PRESENCE, Kind.FOREIGN, file, Outcome.REPAIRED);
      }
      assertThat(file).doesNotExist();
    }
    assertThat(canary).hasContent("alive");
    isAsBefore();
  }

  @Test
  void anImageThatIsAddedAgainWhileInUseStaysInUse() throws IOException {
    Path layout = temp.resolve("layout");
    service.library().save(List.of(image), layout, ImageFormat.OCI_LAYOUT);
    try (RootFilesystem root = service.rootFilesystem(image)) {
      Path record = file("images/" + sample.digest().hex());
      Files.delete(blob(sample.lastLayer()));
      damage(record);
      service.library().load(layout, LoadOptions.defaults().withArchiveNames());
      isClean();
      for (Image each : service.library().list()) {
        service.library().remove(Objects.requireNonNull(each.reference()));
      }
      assertThat(Merged.listing(root.layers())).isEqualTo(tree);
    }
    assertThat(store.isEmpty()).isTrue();
  }
}
