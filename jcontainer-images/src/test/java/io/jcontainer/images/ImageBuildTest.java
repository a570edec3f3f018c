package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.CopySource;
import io.jcontainer.Digest;
import io.jcontainer.EntryAttributes;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageDetails;
import io.jcontainer.ImageDetails.HistoryStep;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageLimits;
import io.jcontainer.ImageSignatureException;
import io.jcontainer.ImageSpec;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.JContainerException;
import io.jcontainer.LayerCompression;
import io.jcontainer.LayerSpec;
import io.jcontainer.LoadOptions;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.PushOptions;
import io.jcontainer.Reference;
import io.jcontainer.SignaturePolicy;
import io.jcontainer.SignatureRule;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.StoreTree;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.junit.RegistryServer;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.Mode;
import io.jcontainer.spi.RootFilesystem;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a program names become an image. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class ImageBuildTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Kernel KERNEL = new LinuxKernel();

  @RegisterExtension final Scratch temp = new Scratch();
  private Config config;
  private StoreImageService service;

  @BeforeEach
  void open() {
    config = Config.defaults().withRoot(temp.resolve("root"));
    service = open(config);
  }

  @AfterEach
  void close() {
    service.close();
  }

  private static StoreImageService open(Config config) {
    return (StoreImageService) new StoreImageService.Factory().open(config);
  }

  private Image build(ImageSpec spec) {
    Image image = service.library().build(spec);
    assertThat(new StoreTree(config).staged()).isEmpty();
    assertThat(service.library().validate(image)).isEmpty();
    return image;
  }

  private Image build(LayerSpec layer) {
    return build(ImageSpec.fromScratch().withLayer(layer));
  }

  private Map<String, String> tree(Image image) {
    return tree(service, image);
  }

  private static Map<String, String> tree(StoreImageService service, Image image) {
    try (RootFilesystem root = service.rootFilesystem(image)) {
      return Merged.listing(root.layers());
    }
  }

  private ImageDetails details(Image image) {
    return service.library().inspect(image);
  }

  /** A tree of the host with everything in it that a layer holds. */
  private Path hostTree() throws IOException {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Path deep = Files.createDirectories(tree.resolve("b/deep"));
    Files.writeString(deep.resolve("f"), "deep");
    Files.writeString(tree.resolve("a"), "a");
    Files.writeString(tree.resolve("run"), "#!/bin/sh\n");
    Files.createSymbolicLink(tree.resolve("c"), Path.of("/nowhere/../else"));
    Files.createSymbolicLink(tree.resolve("up"), Path.of("b"));
    Files.writeString(tree.resolve("é" + "n".repeat(200)), "long");
    chmod(tree.resolve("run"), 04755);
    chmod(tree.resolve("a"), 0600);
    chmod(tree.resolve("b"), 01777);
    KERNEL.chown(Descriptor.CWD, tree.resolve("a").toString(), 3_000_000_000L, 12, 0);
    chmod(tree.resolve("a"), 0600);
    KERNEL.setTimes(Descriptor.CWD, tree.resolve("a").toString(), 0, 0, -2, 500_000_000, 0);
    return tree;
  }

  private static void chmod(Path path, int mode) {
    KERNEL.chmod(Descriptor.CWD, path.toString(), mode, 0);
  }

  @Test
  void filesBecomeAnImageOfTheirOwn() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "of the host");
    Image image =
        build(
            ImageSpec.fromScratch()
                .withLayer(
                    LayerSpec.empty()
                        .withFile("/etc/text", "text")
                        .withFile("/etc/bytes", new byte[] {'x', 'y'})
                        .withFile("/host", file)
                        .withDirectory("/empty")
                        .withLink("/link", "etc/text")
                        .withHardLink("/a-link", "/etc/text")
                        .withFile(
                            "/bin/run",
                            CopySource.ofText("#!"),
                            EntryAttributes.defaults()
                                .withFileMode(04750)
                                .withOwner(1000, 4_000_000_000L)
                                .withTime(TIME)))
                .withConfig(config -> config.withCommand("/bin/run").withEnv("A", "b"))
                .withAuthor("me")
                .withAnnotation("org.example.b", "2")
                .withAnnotation("org.example.a", "1")
                .withCreated(TIME)
                .withName("made:1")
                .withName("made:2"));
    assertThat(image.reference()).isEqualTo(Reference.parse("made:1"));
    assertThat(image.platform()).isEqualTo(Platform.host());
    assertThat(image.config().command()).containsExactly("/bin/run");
    assertThat(image.config().environment()).containsExactly(Map.entry("A", "b"));
    assertThat(tree(image))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry(".", "d 0755 0:0"),
                Map.entry("a-link", "f 0644 0:0 \"text\" @0.0"),
                Map.entry("bin", "d 0755 0:0"),
                Map.entry("bin/run", "f 4750 1000:4000000000 \"#!\" @1767323045.678000000"),
                Map.entry("empty", "d 0755 0:0"),
                Map.entry("etc", "d 0755 0:0"),
                Map.entry("etc/bytes", "f 0644 0:0 \"xy\" @0.0"),
                Map.entry("etc/text", "f 0644 0:0 \"text\" @0.0 = a-link"),
                Map.entry("host", "f 0644 0:0 \"of the host\" @0.0"),
                Map.entry("link", "l 0:0 etc/text @0.0")));
    assertThat(service.library().find(Reference.parse("made:2")).orElseThrow().digest())
        .isEqualTo(image.digest());
    ImageDetails details = details(image);
    assertThat(details.created()).contains(TIME);
    assertThat(details.author()).isEqualTo("me");
    assertThat(details.manifest().annotations())
        .containsExactly(Map.entry("org.example.a", "1"), Map.entry("org.example.b", "2"));
  }

  @Test
  void aTreeOfTheHostLooksTheSameOnEveryHost() throws IOException {
    Path tree = hostTree();
    Map<String, String> usual = tree(build(LayerSpec.empty().withTree("/t", tree)));
    assertThat(usual)
        .containsEntry("t", "d 0755 0:0")
        .containsEntry("t/a", "f 0644 0:0 \"a\" @0.0")
        .containsEntry("t/b", "d 0755 0:0")
        .containsEntry("t/b/deep/f", "f 0644 0:0 \"deep\" @0.0")
        .containsEntry("t/c", "l 0:0 /nowhere/../else @0.0")
        .containsEntry("t/run", "f 0755 0:0 \"#!/bin/sh\n\" @0.0")
        .containsEntry("t/up", "l 0:0 b @0.0")
        .containsEntry("t/é" + "n".repeat(200), "f 0644 0:0 \"long\" @0.0")
        .hasSize(10);
    EntryAttributes said =
        EntryAttributes.defaults()
            .withFileMode(0640)
            .withDirectoryMode(0750)
            .withOwner(7, 8)
            .withTime(Instant.ofEpochSecond(5));
    assertThat(tree(build(LayerSpec.empty().withTree("/t", tree, said))))
        .containsEntry("t", "d 0750 7:8")
        .containsEntry("t/run", "f 0640 7:8 \"#!/bin/sh\n\" @5.0")
        .containsEntry("t/up", "l 7:8 b @5.0");
  }

  @Test
  void aTreeOfTheHostCanKeepWhatItHas() throws IOException {
    Path tree = hostTree();
    EntryAttributes kept =
        EntryAttributes.defaults().withModesKept().withOwnersKept().withTimesKept();
    Map<String, String> files =
        tree(build(LayerSpec.empty().withTree("/", tree, kept.withDirectoryMode(0711))));
    assertThat(files)
        .containsEntry(".", "d 0755 0:0")
        .containsEntry("a", "f 0600 3000000000:12 \"a\" @-2.500000000")
        .containsEntry("b", "d 0711 0:0");
    assertThat(files.get("run")).startsWith("f 4755 0:0").doesNotEndWith("@0.0");
    assertThat(tree(build(LayerSpec.empty().withTree("/", tree, kept))))
        .containsEntry("b", "d 1777 0:0");
  }

  @Test
  void namesThatAreNoTextAreKept() throws IOException {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    String odd = "odd\udcff\udc80";
    KERNEL.symlink("to\udcfe", Descriptor.CWD, tree + "/" + odd);
    assertThat(tree(build(LayerSpec.empty().withTree("/t", tree))))
        .containsEntry("t/" + odd, "l 0:0 to\udcfe @0.0");
  }

  private Image base() {
    byte[] lower =
        new Tar()
            .directory("etc")
            .file("etc/a", "a")
            .file("etc/c", "c")
            .directory("old")
            .file("old/x", "x")
            .directory("gone")
            .file("gone/y", "y")
            .bytes();
    return service
        .library()
        .importTar(
            new ByteArrayInputStream(lower),
            Reference.parse("base:1"),
            ImageConfig.ofEnvironment(Map.of("A", "1")).withCommand("old"));
  }

  @Test
  void layersLieOnTopOfAnImage() {
    Image base = base();
    Image image =
        build(
            ImageSpec.from(base)
                .withLayer(
                    LayerSpec.empty()
                        .without("/etc/a")
                        .without("/gone")
                        .withOpaqueDirectory(
                            "/old", EntryAttributes.defaults().withDirectoryMode(0700))
                        .withFile("/old/new", "new")
                        .withCreatedBy("first"))
                .withLayer(
                    LayerSpec.empty().withFile("/etc/c", "other").withHardLink("/old/c", "/etc/c"))
                .withConfig(config -> config.withEnv("B", "2"))
                .withCreated(TIME));
    assertThat(image.name()).isEqualTo("localhost/unnamed@" + image.digest());
    assertThat(tree(image))
        .containsOnlyKeys(".", "etc", "etc/c", "old", "old/new", "old/c")
        .containsEntry("old", "d 0700 0:0")
        .containsEntry("etc/c", "f 0644 0:0 \"other\" @0.0");
    assertThat(image.config().environment()).isEqualTo(Map.of("A", "1", "B", "2"));
    assertThat(image.config().command()).containsExactly("old");
    ImageDetails details = details(image);
    assertThat(details.layers()).hasSize(3);
    assertThat(details.layers().getFirst().blob())
        .isEqualTo(details(base).layers().getFirst().blob());
    assertThat(details.history())
        .extracting(HistoryStep::createdBy)
        .containsExactly("", "first", "");
    assertThat(details.history().get(2).layer()).contains(details.layers().get(2));
    assertThat(build(ImageSpec.from(image)).config().diffIds())
        .as("no layer, and another manifest")
        .isEqualTo(image.config().diffIds());
  }

  @Test
  void theSameMakesTheSame() throws IOException {
    Path tree = hostTree();
    LayerSpec one = LayerSpec.empty().withTree("/t", tree).withFile("/x", "x").withLink("/b", "x");
    LayerSpec other =
        LayerSpec.empty().withLink("/b", "x").withFile("/x", "x").withTree("/t", tree);
    Image image = build(one);
    assertThat(build(other).digest()).isEqualTo(image.digest());
    Config elsewhere = Config.defaults().withRoot(temp.resolve("elsewhere"));
    try (StoreImageService second = open(elsewhere)) {
      assertThat(second.library().build(ImageSpec.fromScratch().withLayer(one)).digest())
          .isEqualTo(image.digest());
    }
    assertThat(build(ImageSpec.fromScratch().withLayer(one).withCreated(TIME)).digest())
        .isNotEqualTo(image.digest());
    Files.writeString(tree.resolve("a"), "b");
    assertThat(build(one).digest()).isNotEqualTo(image.digest());
  }

  @ParameterizedTest
  @EnumSource
  void layersAreCompressedAsAsked(LayerCompression compression) {
    byte[] large = new byte[3_000_000];
    new Random(1).nextBytes(large);
    LayerSpec layer = LayerSpec.empty().withFile("/large", large);
    Image image = build(ImageSpec.fromScratch().withLayer(layer).withCompression(compression));
    String suffix =
        switch (compression) {
          case NONE -> ".tar";
          case GZIP -> ".tar+gzip";
          case ZSTD -> ".tar+zstd";
        };
    assertThat(details(image).layers().getFirst().blob().mediaType())
        .isEqualTo("application/vnd.oci.image.layer.v1" + suffix);
    assertThat(image.config().diffIds()).isEqualTo(build(layer).config().diffIds());
    try (RootFilesystem root = service.rootFilesystem(image)) {
      assertThat(root.layers().getFirst().resolve("large")).hasBinaryContent(large);
    }
  }

  @Test
  void anImageOfNothingCanBeForAnotherPlatform() {
    Platform other = Platform.parse("linux/riscv64");
    Image image =
        build(
            ImageSpec.fromScratch()
                .withLayer(LayerSpec.empty())
                .withPlatform(other)
                .withName("other:1"));
    assertThat(image.platform()).isEqualTo(other);
    assertThat(service.library().find(Reference.parse("other:1"), other)).isPresent();
    assertThat(service.library().find(Reference.parse("other:1"))).isEmpty();
    assertThat(tree(image)).containsOnlyKeys(".");
  }

  @Test
  void anArchiveIsALayer() throws IOException {
    Path tar = temp.resolve("layer.tar.gz");
    byte[] bytes = new Tar().file("f", "f").fifo("pipe").bytes();
    Files.write(tar, Tar.gzip(bytes));
    Image image = build(LayerSpec.ofTar(tar));
    assertThat(image.config().diffIds()).containsExactly(Digest.sha256(bytes));
    assertThat(tree(image)).containsOnlyKeys(".", "f", "pipe");
    Files.writeString(tar, "no tar at all".repeat(100));
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> build(LayerSpec.ofTar(tar)));
    refuses(LayerSpec.ofTar(temp.resolve("missing")), "there is no such file");
    assertThat(new StoreTree(config).staged()).isEmpty();
  }

  @Test
  void directoriesAreMerged() throws IOException {
    Path tree = hostTree();
    Path more = Files.createDirectories(temp.resolve("more/b/deep")).resolve("../..").normalize();
    Files.writeString(more.resolve("b/deep/g"), "g");
    LayerSpec both = LayerSpec.empty().withTree("/t", tree).withTree("/t", more);
    assertThat(
            tree(
                build(
                    both.withDirectory("/t/b", EntryAttributes.defaults().withDirectoryMode(0500))
                        .withFile("/t/b/deep/h", "h"))))
        .containsKeys("t/a", "t/b/deep/f", "t/b/deep/g", "t/b/deep/h")
        .containsEntry("t/b", "d 0500 0:0");
    refuses(both.withFile("/t/b/deep/g", "g"), "\"/t/b/deep/g\" is in it twice", "more/b/deep/g");
    refuses(both.without("/t/b/deep/g"), "is in it twice");
    refuses(both.withFile("/t/a/below", ""), "\"/t/a\" is in it twice");
    Files.writeString(more.resolve("a"), "a");
    refuses(both, "\"/t/a\" is in it twice", tree + "/a");
  }

  private void refuses(LayerSpec layer, String... words) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> build(layer))
        .satisfies(thrown -> assertThat(thrown.getMessage()).contains(words));
    assertThat(new StoreTree(config).staged()).isEmpty();
  }

  @Test
  void whatNoLayerHoldsIsRefusedByName() throws IOException {
    LayerSpec empty = LayerSpec.empty();
    Path file = Files.writeString(temp.resolve("file"), "");
    Path missing = temp.resolve("missing");
    refuses(empty.withFile("/f", missing), missing.toString(), "ENOENT");
    refuses(empty.withTree("/f", missing), missing.toString(), "ENOENT");
    refuses(empty.withTree("/f", file), file.toString(), "LayerSpec.withFile");
    refuses(empty.withFile("/f", temp.path()), temp.path().toString(), "LayerSpec.withTree");
    refuses(empty.withFile("/f", Path.of("/dev/null")), "/dev/null", "a device");
    refuses(empty.withFile("/f", Path.of("/proc/self/status")), "its size changed");
    for (int type : List.of(Mode.S_IFSOCK, Mode.S_IFIFO, Mode.S_IFCHR)) {
      Path odd = Files.createDirectory(temp.resolve("odd" + type)).resolve("it");
      KERNEL.mknod(Descriptor.CWD, odd.toString(), type | 0600, 1, 3);
      refuses(empty.withTree("/t", temp.resolve("odd" + type)), odd.toString(), "leave it out");
      refuses(empty.withFile("/f", odd), odd.toString(), "leave it out");
    }
    Path whiteout = Files.createDirectory(temp.resolve("w"));
    Files.writeString(whiteout.resolve(".wh.x"), "");
    refuses(empty.withTree("/t", whiteout), ".wh.x", "rename it");
    Path loop = Files.createSymbolicLink(temp.resolve("loop"), Path.of("loop"));
    refuses(empty.withFile("/f", loop), "ELOOP");
    refuses(empty.withFile("/\ud800", ""), "characters that no name has");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> service.library().build(ImageSpec.fromScratch()))
        .withMessageContaining("ImageSpec.withLayer");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> service.library().build(ImageSpec.from(service.host())))
        .withMessageContaining("the image of this host");
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> build(empty.withHardLink("/h", "/nowhere")))
        .withMessageContaining("nowhere");
    service.library().prune(_ -> true);
    assertThat(new StoreTree(config).isEmpty()).isFalse();
    assertThat(service.library().list()).isEmpty();
  }

  /** Content that ends in an error, or does something, after so many bytes. */
  private static CopySource content(int bytes, Runnable then) {
    return new CopySource.Content(
        "a test's content",
        () ->
            new InputStream() {
              private int left = bytes;

              @Override
              public int read() throws IOException {
                if (left-- > 0) {
                  return 'x';
                }
                then.run();
                throw new IOException("no more of it");
              }

              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                if (length == 0) {
                  return 0;
                }
                buffer[offset] = (byte) read();
                return 1;
              }
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000, 1_500_000})
  void aSourceThatFailsLeavesNothing(int bytes) {
    Image base = base();
    List<String> blobs = new StoreTree(config).blobs();
    LayerSpec fine = LayerSpec.empty().withFile("/fine", "fine");
    LayerSpec bad = fine.withFile("/bad", content(bytes, () -> {}));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> build(ImageSpec.from(base).withLayer(fine).withLayer(bad).withName("x")))
        .withMessageContaining("content of /bad")
        .withMessageContaining("no more of it");
    LayerSpec ends =
        fine.withFile("/bad", content(bytes, () -> Thread.currentThread().interrupt()));
    assertThatExceptionOfType(JContainerException.class)
        .isThrownBy(() -> build(ImageSpec.from(base).withLayer(ends).withName("x")));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(new StoreTree(config).blobs()).isEqualTo(blobs);
    assertThat(new StoreTree(config).staged()).isEmpty();
    assertThat(service.library().list()).hasSize(1);
  }

  @Test
  void anInterruptEndsIt() {
    LayerSpec layer = LayerSpec.empty().withFile("/f", "f");
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> service.library().build(ImageSpec.fromScratch().withLayer(layer)))
        .withMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(new StoreTree(config).staged()).isEmpty();
    assertThat(new StoreTree(config).isEmpty()).isTrue();
    build(layer);
  }

  @Test
  void limitsCount() {
    Image base = base();
    service.close();
    config = config.withImageLimits(new ImageLimits(ByteSize.ofMiB(2), ByteSize.ofGiB(1), 3, 2));
    service = open(config);
    LayerSpec small = LayerSpec.empty().withFile("/f", "f");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> build(ImageSpec.from(base).withLayer(small).withLayer(small)))
        .withMessageContaining("image of 3 layers");
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> build(LayerSpec.empty().withFile("/f", new byte[3 << 20])))
        .withMessageContaining("2 MiB")
        .withMessageContaining("withImageLimits");
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> build(small.withFile("/g", "").withFile("/h", "").withFile("/i", "")));
    assertThat(new StoreTree(config).staged()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"300k", "700k", "2500k", "3800k"})
  void aFullDiskLeavesNothing(String size) {
    byte[] noise = new byte[1_400_000];
    new Random(1).nextBytes(noise);
    try (Fd mount = tmpfs(size)) {
      Config there =
          Config.defaults().withRoot(Path.of("/proc/self/fd/" + mount.number() + "/root"));
      try (StoreImageService full = open(there)) {
        LayerSpec layer = LayerSpec.empty().withFile("/noise", noise);
        assertThatExceptionOfType(ImageStoreException.class)
            .isThrownBy(
                () -> full.library().build(ImageSpec.fromScratch().withLayer(layer).withName("x")))
            .withMessageContaining("ENOSPC")
            .withMessageContaining("free some space");
        assertThat(new StoreTree(there).staged()).isEmpty();
        assertThat(new StoreTree(there).isEmpty()).isTrue();
      }
    }
  }

  private static Fd tmpfs(String size) {
    try (Fd context = KERNEL.fsopen("tmpfs")) {
      KERNEL.fsconfigString(context, "size", size);
      KERNEL.fsconfigString(context, "mode", "0700");
      KERNEL.fsconfigCreate(context);
      return KERNEL.fsmount(context, 0);
    }
  }

  @Test
  void aNameThatNeedsASignatureIsRefused() {
    service.close();
    SignaturePolicy policy =
        SignaturePolicy.acceptAll().withRule("example.org/team", new SignatureRule.Reject());
    config = config.withRegistries(config.registries().withSignatures(policy));
    service = open(config);
    ImageSpec spec = ImageSpec.fromScratch().withLayer(LayerSpec.empty().withFile("/f", "f"));
    assertThatExceptionOfType(ImageSignatureException.class)
        .isThrownBy(() -> build(spec.withName("fine:1").withName("example.org/team/app:1")));
    assertThat(new StoreTree(config).isEmpty()).isTrue();
    build(spec.withName("fine:1"));
  }

  @Test
  void itGoesToRegistriesAndArchivesAndBack() throws IOException {
    Path tree = hostTree();
    Image image =
        build(
            ImageSpec.from(base())
                .withLayer(LayerSpec.empty().withTree("/t", tree).without("/old"))
                .withCompression(LayerCompression.ZSTD)
                .withName("made:1"));
    Config elsewhere = Config.defaults().withRoot(temp.resolve("elsewhere"));
    try (RegistryServer registry = RegistryServer.start();
        StoreImageService other = open(elsewhere)) {
      Reference there = registry.reference("made:1");
      service.library().push(image, there, PushOptions.defaults());
      assertThat(service.library().validate(there)).isEmpty();
      Image pulled = other.library().pull(there, PullOptions.defaults());
      assertThat(pulled.digest()).isEqualTo(image.digest());
      assertThat(tree(other, pulled)).isEqualTo(tree(image));
      other.library().remove(there);
      for (ImageFormat format : ImageFormat.values()) {
        Path saved = temp.resolve("saved" + format);
        service.library().save(List.of(image), saved, format);
        Image loaded = other.library().load(saved, LoadOptions.defaults()).getFirst();
        assertThat(loaded.digest()).isEqualTo(image.digest());
      }
    }
  }
}
