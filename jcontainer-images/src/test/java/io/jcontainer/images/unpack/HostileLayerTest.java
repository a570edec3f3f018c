package io.jcontainer.images.unpack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.InvalidImageException;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What archives made to get out of their directory become: an error, or a tree like any other. */
@Requires(Requirement.ROOT)
class HostileLayerTest {
  @RegisterExtension final Scratch temp = new Scratch();
  private Path canary;
  private Map<String, String> canaryBefore = Map.of();
  private Unpacking unpacking;

  @BeforeEach
  void setOutACanary() throws IOException {
    canary = Files.createDirectory(temp.resolve("canary"));
    Files.writeString(canary.resolve("secret"), "secret");
    Files.createDirectory(canary.resolve("dir"));
    canaryBefore = Listing.of(canary);
    unpacking = new Unpacking(Files.createDirectory(temp.resolve("store")));
  }

  @AfterEach
  void nothingOutsideHasChanged() throws IOException {
    assertThat(Listing.of(canary)).isEqualTo(canaryBefore);
    assertThat(Listing.status(canary.resolve("secret")).links()).isEqualTo(1);
    try (Stream<Path> children = Files.list(temp.path())) {
      assertThat(children).hasSize(2);
    }
    try (Stream<Path> children = Files.list(temp.resolve("store"))) {
      assertThat(children).allMatch(path -> path.getFileName().toString().startsWith("layer"));
    }
  }

  private Map<String, String> unpack(Tar tar) {
    return Listing.of(unpacking.layer(tar));
  }

  private void refuses(Tar tar, String why) {
    assertThatThrownBy(() -> unpacking.layer(tar))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining(why);
  }

  @Test
  void namesThatLeadUpOrAreAbsoluteStayBeneathTheRoot() {
    assertThat(
            unpack(
                new Tar()
                    .file("../../up", "")
                    .file("/absolute", "")
                    .file("a/../../../b", "")
                    .file("./c/./d//e", "")
                    .file(canary + "/secret", "mine")))
        .containsKeys("up", "absolute", "b", "c/d/e")
        .containsEntry((canary + "/secret").substring(1), "f 0644 0:0 \"mine\"");
  }

  @Test
  void aFileThroughALinkStaysBeneathTheRoot() {
    assertThat(
            unpack(
                new Tar()
                    .symlink("absolute", canary.toString())
                    .file("absolute/secret", "mine")
                    .symlink("up", "../../../../canary")
                    .file("up/dir/x", "mine")
                    .symlink("a", "b")
                    .symlink("b", "c/d")
                    .file("a/e", "")))
        .containsEntry(canary.toString().substring(1) + "/secret", "f 0644 0:0 \"mine\"")
        .containsEntry("canary/dir/x", "f 0644 0:0 \"mine\"")
        .containsKey("c/d/e");
  }

  @Test
  void aFileInThePlaceOfALinkReplacesTheLink() {
    assertThat(
            unpack(
                new Tar()
                    .symlink("x", canary + "/secret")
                    .file("x", "mine", h -> h.mode(04777))
                    .symlink("y", canary.toString())
                    .directory("y", h -> h.mode(0777))))
        .containsEntry("x", "f 4777 0:0 \"mine\"")
        .containsEntry("y", "d 0777 0:0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "./secret", "../secret", "../../canary/secret", "/secret"})
  void aHardLinkIsLookedUpInTheLayerAlone(String target) {
    refuses(new Tar().hardLink("x", target), "which is not there");
  }

  @Test
  void aHardLinkThroughALinkStaysBeneathTheRoot() {
    refuses(
        new Tar().symlink("out", canary.toString()).hardLink("x", "out/secret"),
        "which is not there");
  }

  @Test
  void aHardLinkToALinkIsTheLinkAndNotWhatItLeadsTo() {
    assertThat(
            unpack(
                new Tar()
                    .symlink("link", canary + "/secret", h -> h.owner(1, 1))
                    .hardLink("hard", "link")
                    .entry('1', "again", "hard", new byte[0], h -> h.mode(04777).owner(9, 9))))
        .containsEntry("hard", "l 1:1 " + canary + "/secret")
        .containsEntry("again", "l 1:1 " + canary + "/secret");
  }

  @Test
  void aHardLinkToADirectoryOrTheRootIsRefused() {
    refuses(new Tar().directory("d").hardLink("x", "d"), "directory");
    refuses(new Tar().hardLink("y", "/"), "root");
  }

  static Stream<Tar> rootsThatAreNoDirectory() {
    return Stream.of(".", "./", "/", "", "..", "a/..", "../..")
        .flatMap(
            name ->
                Stream.of(
                    new Tar().symlink(name, "/etc"),
                    new Tar().file(name, ""),
                    new Tar().device('3', name, 1, 3),
                    new Tar().fifo(name),
                    new Tar().file("a", "").hardLink(name, "a")));
  }

  @ParameterizedTest
  @MethodSource("rootsThatAreNoDirectory")
  void theRootStaysOurDirectory(Tar tar) {
    refuses(tar, "its root is a");
    assertThat(unpack(new Tar().file("f", ""))).containsEntry(".", "d 0755 0:0");
  }

  @Test
  void anEntryBeneathAFileIsRefused() {
    refuses(new Tar().file("f", "").file("f/x", ""), "beneath a file");
    refuses(new Tar().device('3', "null", 1, 3).file("null/x", ""), "beneath a file");
  }

  @Test
  void linksInACircleAreRefused() {
    refuses(new Tar().symlink("a", "b").symlink("b", "a").file("a/x", ""), "too many links");
  }

  @Test
  void aNodeThatOverlayfsWouldTakeForAWhiteoutIsRefused() {
    refuses(new Tar().device('3', "passwd", 0, 0), "character device 0:0");
    assertThat(unpack(new Tar().device('4', "block", 0, 0))).containsKey("block");
  }

  @ParameterizedTest
  @ValueSource(strings = {".wh.", ".wh..", ".wh...", "a/.wh.", "a/.wh..."})
  void aWhiteoutThatNamesNothingIsRefused(String name) {
    refuses(new Tar().file(name, ""), "whiteout");
  }

  @Test
  void nothingGoesBeneathAWhiteout() {
    refuses(new Tar().file(".wh.a/b", ""), "beneath the whiteout");
    refuses(new Tar().directory("a/.wh.b/.wh..wh..opq"), "beneath the whiteout");
  }

  @Test
  void theBookkeepingOfAufsIsPassedOver() {
    assertThat(
            unpack(
                new Tar()
                    .directory(".wh..wh.plnk")
                    .file(".wh..wh.plnk/12.34", "x")
                    .file(".wh..wh.aufs", "")
                    .directory("a/.wh..wh.orph")
                    .file("b", "")))
        .containsOnlyKeys(".", "b");
  }

  @Test
  void attributesThatSteerTheHostAreDropped() throws IOException {
    byte[] yes = {'y'};
    byte[] capability = new byte[20];
    capability[3] = 2;
    capability[4] = (byte) 0x80;
    Path layer =
        unpacking.layer(
            new Tar()
                .file(
                    "f",
                    "",
                    h ->
                        h.xattr("trusted.overlay.redirect", "/secret".getBytes(UTF_8))
                            .xattr("trusted.overlay.metacopy", yes)
                            .xattr("trusted.x", yes)
                            .xattr("user.overlay.opaque", yes)
                            .xattr("security.selinux", yes)
                            .xattr("security.ima", yes)
                            .xattr("security.capability", capability)
                            .xattr("user.kept", new byte[] {0, (byte) 0xff, '\n'}))
                .directory("d", h -> h.xattr("trusted.overlay.opaque", yes).xattr("user.d", yes))
                .symlink("l", "f", h -> h.xattr("security.capability", capability)));

    assertThat(Listing.xattrs(layer.resolve("f")))
        .containsOnlyKeys("security.capability", "user.kept");
    assertThat(Listing.xattrs(layer.resolve("f")).get("user.kept")).containsExactly(0, 0xff, '\n');
    assertThat(Listing.xattrs(layer.resolve("f")).get("security.capability")).isEqualTo(capability);
    assertThat(Listing.xattrs(layer.resolve("d"))).containsOnlyKeys("user.d");
    assertThat(Listing.xattrs(layer.resolve("l"))).isEmpty();
  }

  @Test
  void fileCapabilitiesOfNoKnownFormAreRefused() {
    refuses(
        new Tar().file("f", "", h -> h.xattr("security.capability", new byte[] {1, 2, 3})),
        "file capabilities");
  }

  @Test
  void aDefaultAccessListIsNotInheritedByWhatComesLater() {
    byte[] acl = {
      2, 0, 0, 0, 1, 0, 7, 0, -1, -1, -1, -1, 2, 0, 7, 0, 5, 0, 0, 0, 4, 0, 5, 0, -1, -1, -1, -1,
      16, 0, 7, 0, -1, -1, -1, -1, 32, 0, 5, 0, -1, -1, -1, -1
    };
    Path layer =
        unpacking.layer(
            new Tar()
                .directory("d", h -> h.xattr("system.posix_acl_default", acl))
                .directory("d/e")
                .file("d/f", ""));

    assertThat(Listing.xattrs(layer.resolve("d"))).containsOnlyKeys("system.posix_acl_default");
    assertThat(Listing.xattrs(layer.resolve("d/e"))).isEmpty();
    assertThat(Listing.xattrs(layer.resolve("d/f"))).isEmpty();
    assertThat(Listing.of(layer)).containsEntry("d/f", "f 0644 0:0 \"\"");
  }

  @Test
  void namesThatNoFileCanHaveAreRefused() {
    refuses(new Tar().file("n".repeat(256), ""), "cannot be");
    refuses(new Tar().file("n/".repeat(3000) + "x", ""), "no file can have");
    refuses(new Tar().file("n/".repeat(300) + "x", ""), "more than 255");
    refuses(new Tar().file("a", "", h -> h.pax("path", "a\0b")), "no file can have");
    refuses(new Tar().symlink("l", ""), "without a target");
  }

  @Test
  void moreThanTheLimitsIsRefused() {
    Tar many = new Tar();
    for (int i = 0; i < 11; i++) {
      many.file("f" + i, "");
    }
    unpacking.limits(1 << 20, 10);
    refuses(many, "more than 10 entries");
    unpacking.limits(1 << 20, 1000);
    refuses(new Tar().file("f", new byte[2 << 20], h -> {}), "unpacks to more than 1 MiB");
  }

  @Test
  void aSparseFileOfAnySizeTakesNoRoom() {
    Tar.Header header = new Tar.Header();
    header.name = "huge".getBytes(UTF_8);
    header
        .pax("GNU.sparse.major", "1")
        .pax("GNU.sparse.minor", "0")
        .pax("GNU.sparse.name", "huge")
        .pax("GNU.sparse.realsize", Long.toString(1L << 43));
    byte[] map = new byte[512];
    map[0] = '0';
    map[1] = '\n';
    header.size = 512;
    Path layer = unpacking.layer(new Tar().entry(header, map));
    assertThat(Listing.status(layer.resolve("huge")).size()).isEqualTo(1L << 43);

    header.pax("GNU.sparse.realsize", "999999999999999999");
    refuses(new Tar().entry(header, map), "a file that cannot be");
  }
}
