package io.jcontainer.images.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Image;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.Lease;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.spi.RootFilesystem.HostTree;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Requires(Requirement.ROOT)
class HostImageTest {
  private static final LinuxKernel KERNEL = new LinuxKernel();

  @RegisterExtension final Scratch temp = new Scratch();
  private Path host;
  private ImageStore store;

  @BeforeEach
  void open() throws IOException {
    host = Files.createDirectories(temp.resolve("host"));
    Files.createDirectories(host.resolve("etc/ssl/certs"));
    Files.createDirectories(host.resolve("etc/ssl/private"));
    Files.createDirectories(host.resolve("usr/bin"));
    store = ImageStore.open(KERNEL, temp.resolve("root"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void file(String name, String content, String mode) throws IOException {
    Path path = host.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private Map<String, String> listing(Image image) {
    try (Lease lease = store.lease(image.digest())) {
      assertThat(lease.layers()).hasSize(1);
      return Listing.of(lease.layers().getFirst());
    }
  }

  private Image image() {
    return new HostImage(KERNEL, store, host).image();
  }

  @Test
  void hasTheUsualDirectoriesAndAGeneratedEtc() {
    Map<String, String> tree = listing(image());
    assertThat(tree)
        .containsEntry("usr", "d 0755 0:0")
        .containsEntry("root", "d 0700 0:0")
        .containsEntry("tmp", "d 1777 0:0")
        .containsEntry("var/tmp", "d 1777 0:0")
        .containsKeys("dev", "home", "mnt", "opt", "proc", "run", "srv", "sys", "var");
    assertThat(tree.get("etc/passwd")).startsWith("f 0644 0:0").doesNotContain("$");
    assertThat(tree).doesNotContainKeys("etc/shadow", "etc/hosts", "etc/resolv.conf", "usr/bin");
  }

  @Test
  void linksAtTheRootAreLinksAndDirectoriesAreShown() throws IOException {
    Files.createSymbolicLink(host.resolve("bin"), Path.of("usr/bin"));
    Files.createSymbolicLink(host.resolve("lib64"), Path.of("/usr/lib64"));
    Files.createDirectory(host.resolve("lib"));
    Image image = image();
    assertThat(listing(image))
        .containsEntry("bin", "l 0:0 usr/bin")
        .containsEntry("lib64", "l 0:0 /usr/lib64")
        .containsEntry("lib", "d 0755 0:0")
        .doesNotContainKeys("sbin", "lib32", "libx32");
    assertThat(store.findHost().orElseThrow().trees())
        .containsExactly(
            new HostTree(host.resolve("usr"), "/usr"), new HostTree(host.resolve("lib"), "/lib"));
  }

  @Test
  void takesOnlyWhatIsListedAndPublic() throws IOException {
    file("etc/ld.so.cache", "cache", "rw-r--r--");
    file("etc/ld.so.conf.d/a.conf", "/opt/lib", "rw-r--r--");
    file("etc/shadow", "root:secret", "rw-r-----");
    file("etc/hosts", "10.0.0.1 secret", "rw-r--r--");
    file("etc/resolv.conf", "nameserver 10.0.0.1", "rw-r--r--");
    file("etc/machine-id", "secret", "rw-r--r--");
    file("etc/ssl/private/key.pem", "secret", "rw-r--r--");
    file("etc/ssl/certs/ca.pem", "public", "rw-r--r--");
    file("etc/ssl/certs/local.key", "secret", "rw-r-----");
    file("etc/java-17-openjdk/security/java.security", "policy", "rw-r--r--");
    file("etc/java-17-openjdk/management/password", "secret", "rw-------");
    Files.createSymbolicLink(host.resolve("etc/localtime"), Path.of("/usr/share/zoneinfo/UTC"));
    Files.createDirectories(host.resolve("etc/alternatives"));
    Files.createSymbolicLink(host.resolve("etc/alternatives/awk"), Path.of("/usr/bin/mawk"));
    Files.createSymbolicLink(host.resolve("etc/os-release"), Path.of("../usr/lib/os-release"));

    Map<String, String> tree = listing(image());

    assertThat(tree)
        .containsEntry("etc/ld.so.cache", "f 0644 0:0 \"cache\"")
        .containsEntry("etc/ld.so.conf.d/a.conf", "f 0644 0:0 \"/opt/lib\"")
        .containsEntry("etc/ssl/certs/ca.pem", "f 0644 0:0 \"public\"")
        .containsEntry("etc/java-17-openjdk/security/java.security", "f 0644 0:0 \"policy\"")
        .containsEntry("etc/localtime", "l 0:0 /usr/share/zoneinfo/UTC")
        .containsEntry("etc/alternatives/awk", "l 0:0 /usr/bin/mawk")
        .containsEntry("etc/os-release", "l 0:0 ../usr/lib/os-release")
        .doesNotContainKeys("etc/machine-id", "etc/ssl/private", "etc/hosts", "etc/resolv.conf");
    assertThat(tree.values()).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void isMadeAnewWhenTheHostHasChanged() throws IOException {
    file("etc/ld.so.cache", "1", "rw-r--r--");
    Image first = image();
    assertThat(image()).isEqualTo(first);
    file("etc/ld.so.cache", "2", "rw-r--r--");
    Image second = image();
    assertThat(second.digest()).isNotEqualTo(first.digest());
    assertThat(listing(second)).containsEntry("etc/ld.so.cache", "f 0644 0:0 \"2\"");
    assertThat(store.find(first.digest())).isEmpty();

    Files.delete(host.resolve("etc/ld.so.cache"));
    file("etc/ld.so.cache", "1", "rw-r--r--");
    assertThat(image()).isEqualTo(first);
  }

  @Test
  void isNoImageThatHasAName() {
    Image image = image();
    assertThat(image.reference()).isNull();
    assertThat(image.name()).startsWith("sha256:");
    assertThat(image.config().environment()).containsOnlyKeys("PATH");
    assertThat(image.config().command()).isEmpty();
    assertThat(store.names()).isEmpty();
    store.collect();
    assertThat(listing(image)).isNotEmpty();
  }

  @Test
  void askedForAtOnceItIsMadeOnce() throws Exception {
    List<Future<Image>> images = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 16; i++) {
        images.add(threads.submit(this::image));
      }
    }
    for (Future<Image> image : images) {
      assertThat(image.get()).isEqualTo(images.getFirst().get());
    }
    assertThat(listing(images.getFirst().get())).containsKey("etc/passwd");
  }

  @Test
  void thisHostHasOne() {
    Image image = new HostImage(KERNEL, store).image();
    assertThat(listing(image)).containsKeys("usr", "etc/passwd", "etc/ld.so.cache");
    assertThat(store.findHost().orElseThrow().trees())
        .contains(new HostTree(Path.of("/usr"), "/usr"));
  }
}
