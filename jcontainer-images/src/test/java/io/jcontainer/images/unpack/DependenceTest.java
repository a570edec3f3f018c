package io.jcontainer.images.unpack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which layers are a function of their archive alone, and what the others take from below. */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class DependenceTest {
  @RegisterExtension final Scratch temp = new Scratch();
  private Unpacking unpacking;

  @BeforeEach
  void begin() {
    unpacking = new Unpacking(temp.path());
    unpacking.layer(
        new Tar()
            .directory("usr", h -> h.mode(0711).owner(1, 2).xattr("user.u", new byte[] {7}))
            .directory("usr/lib")
            .symlink("lib", "usr/lib")
            .file("file", "below", h -> h.mode(0640).owner(3, 4).time("5.000000006"))
            .device('3', "null", 1, 3)
            .directory("dir")
            .file("dir/x", ""));
  }

  private Map<String, String> merged() {
    return Merged.listing(unpacking.layers().reversed());
  }

  @Test
  void aLayerThatNamesItsDirectoriesStandsAlone() {
    unpacking.layer(
        new Tar().directory("usr").directory("usr/lib").file("usr/lib/x", "").symlink("y", "usr"));
    assertThat(unpacking.isDependent()).isFalse();
    unpacking.layer(new Tar().file("top", "").directory("dir").file("dir/.wh..wh..opq", ""));
    assertThat(unpacking.isDependent()).isFalse();
    assertThat(merged()).doesNotContainKey("dir/x").containsKey("dir");
  }

  @Test
  void aDirectoryThatIsNotNamedIsLikeTheOneBelow() {
    Path layer = unpacking.layer(new Tar().file("usr/x", ""));
    assertThat(unpacking.isDependent()).isTrue();
    assertThat(Listing.of(layer)).containsEntry("usr", "d 0711 1:2");
    assertThat(Listing.xattrs(layer.resolve("usr"))).containsOnlyKeys("user.u");
  }

  @Test
  void aLinkBelowIsFollowed() {
    unpacking.layer(new Tar().file("lib/new.so", "so"));
    assertThat(unpacking.isDependent()).isTrue();
    assertThat(merged())
        .containsEntry("lib", "l 0:0 usr/lib @1700000000.0")
        .containsKey("usr/lib/new.so");
  }

  @Test
  void aHardLinkToAFileBelowIsOneFileWithIt() {
    unpacking.layer(new Tar().hardLink("again", "file").hardLink("dev", "null"));
    assertThat(unpacking.isDependent()).isTrue();
    assertThat(merged())
        .containsEntry("again", "f 0640 3:4 \"below\" @5.6")
        .containsEntry("file", "f 0640 3:4 \"below\" @5.6 = again")
        .containsEntry("dev", "c 0644 0:0 1:3 @1700000000.0")
        .containsEntry("null", "c 0644 0:0 1:3 @1700000000.0 = dev");
  }

  @Test
  void aSparseFileThatIsCopiedUpStaysSparse() {
    Tar.Header header = new Tar.Header();
    header.name = "sparse".getBytes(US_ASCII);
    header.pax("GNU.sparse.map", "4096,5").pax("GNU.sparse.size", "100000000");
    header.size = 5;
    unpacking.layer(new Tar().entry(header, "hello".getBytes(US_ASCII)));
    unpacking.layer(new Tar().hardLink("again", "sparse"));
    String line = merged().get("again");
    assertThat(line).startsWith("f 0644 0:0 100000000 bytes of sha256:");
    assertThat(merged().get("sparse")).isEqualTo(line + " = again");
  }

  @Test
  void aWhiteoutThatHidesNothingGoesAway() {
    Path layer =
        unpacking.layer(
            new Tar()
                .file("dir/.wh.x", "")
                .file("dir/.wh.other", "")
                .directory("fresh")
                .file("fresh/.wh.y", "")
                .file("nowhere/.wh.z", ""));
    assertThat(unpacking.isDependent()).isTrue();
    assertThat(Listing.of(layer))
        .containsOnlyKeys(".", "dir", "dir/x", "fresh")
        .containsEntry("dir/x", "c 0000 0:0 0:0");
    assertThat(merged()).containsKeys("dir", "fresh").doesNotContainKeys("dir/x", "fresh/y");
  }

  @Test
  void anOpaqueRootHidesEveryNameBelow() {
    unpacking.layer(new Tar().file(".wh..wh..opq", "").directory("usr").file("usr/x", ""));
    assertThat(merged()).containsOnlyKeys(".", "usr", "usr/x");
  }

  @Test
  void theTimeOfADirectoryIsNotThatOfItsWhiteouts() {
    Path layer =
        unpacking.layer(
            new Tar()
                .directory("dir", h -> h.time("77"))
                .file("dir/.wh.no", "")
                .file("dir/.wh.x", ""));
    assertThat(Listing.status(layer.resolve("dir")).modifySeconds()).isEqualTo(77);
  }
}
