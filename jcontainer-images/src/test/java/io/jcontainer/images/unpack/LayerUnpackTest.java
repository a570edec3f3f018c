package io.jcontainer.images.unpack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What honest archives become. */
@Requires(Requirement.ROOT)
class LayerUnpackTest {
  @RegisterExtension final Scratch temp = new Scratch();
  private Unpacking unpacking;

  @BeforeEach
  void begin() {
    unpacking = new Unpacking(temp.path());
  }

  private Map<String, String> unpack(Tar tar) {
    return Listing.of(unpacking.layer(tar));
  }

  @Test
  void everyTypeOfFileComesOutAsItWentIn() {
    Map<String, String> tree =
        unpack(
            new Tar()
                .directory("bin/", h -> h.mode(0755))
                .file("bin/busybox", "elf", h -> h.mode(04755))
                .hardLink("bin/sh", "bin/busybox")
                .symlink("bin/ash", "busybox", h -> h.owner(7, 8))
                .directory("tmp/", h -> h.mode(01777))
                .directory("mail", h -> h.mode(02775).owner(0, 8))
                .file("mail/root", "post", h -> h.mode(0600).owner(65_536, 4_294_967_294L))
                .device('3', "null", 1, 3)
                .device('4', "loop", 7, 4_660)
                .fifo("pipe"));

    assertThat(tree)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry(".", "d 0755 0:0"),
                Map.entry("bin", "d 0755 0:0"),
                Map.entry("bin/busybox", "f 4755 0:0 \"elf\""),
                Map.entry("bin/sh", "f 4755 0:0 \"elf\""),
                Map.entry("bin/ash", "l 7:8 busybox"),
                Map.entry("tmp", "d 1777 0:0"),
                Map.entry("mail", "d 2775 0:8"),
                Map.entry("mail/root", "f 0600 65536:4294967294 \"post\""),
                Map.entry("null", "c 0644 0:0 1:3"),
                Map.entry("loop", "b 0644 0:0 7:4660"),
                Map.entry("pipe", "p 0644 0:0")));
    Path layer = unpacking.layers().getFirst();
    assertThat(Listing.status(layer.resolve("bin/sh")).inode())
        .isEqualTo(Listing.status(layer.resolve("bin/busybox")).inode());
  }

  @Test
  void timesKeepTheirNanosecondsAlsoBefore1970AndOfDirectoriesThatWereFilledLater() {
    Path layer =
        unpacking.layer(
            new Tar()
                .directory("d", h -> h.time("123456789.000000001"))
                .file("d/old", "", h -> h.time("-1.5"))
                .file("d/new", "", h -> h.time("4102444800.123456789"))
                .symlink("d/link", "old", h -> h.time("1.25")));

    assertThat(time(layer.resolve("d"))).isEqualTo("123456789 1");
    assertThat(time(layer.resolve("d/old"))).isEqualTo("-2 500000000");
    assertThat(time(layer.resolve("d/new"))).isEqualTo("4102444800 123456789");
    assertThat(time(layer.resolve("d/link"))).isEqualTo("1 250000000");
  }

  private static String time(Path path) {
    FileStatus status = Listing.status(path);
    return status.modifySeconds() + " " + status.modifyNanos();
  }

  @Test
  void aDirectoryThatIsLeftAndEnteredAgainKeepsItsAttributes() {
    Tar tar = new Tar().directory("first", h -> h.mode(02750).owner(5, 6).time("1000"));
    for (int i = 0; i < 200; i++) {
      tar.directory("d" + i, h -> h.mode(0711).time("2000")).file("d" + i + "/f", "x");
    }
    tar.file("first/late", "", h -> h.owner(1, 2));
    Path layer = unpacking.layer(tar);

    assertThat(Listing.of(layer))
        .containsEntry("first", "d 2750 5:6")
        .containsEntry("first/late", "f 0644 1:2 \"\"")
        .containsEntry("d0", "d 0711 0:0");
    assertThat(time(layer.resolve("first"))).isEqualTo("1000 0");
    assertThat(time(layer.resolve("d0"))).isEqualTo("2000 0");
  }

  @Test
  void namesThatAreNotUtf8Survive() throws IOException {
    Tar.Header plain = new Tar.Header();
    plain.name = Tar.latin1("caf\u00e9");
    Tar.Header extended = new Tar.Header();
    extended.pax.put("path", Tar.latin1("na\u00efve/\u00ff"));
    Path layer = unpacking.layer(new Tar().entry(plain, new byte[0]).entry(extended, new byte[0]));

    assertThat(Listing.of(layer)).containsKeys("caf\udce9", "na\udcefve/\udcff");
    try (var names = Files.newDirectoryStream(layer)) {
      assertThat(names).hasSize(2);
    }
  }

  @Test
  void longNamesOfAllKindsArePutTogether() {
    String directory = "d".repeat(120);
    String file = "f".repeat(200);
    Tar.Header prefixed = new Tar.Header();
    prefixed.prefix = "p/q".getBytes(US_ASCII);
    prefixed.name = "r".getBytes(US_ASCII);
    Tar tar =
        new Tar()
            .directory(directory)
            .file(directory + "/" + file, "pax")
            .symlink("s", file)
            .entry(prefixed, new byte[0]);
    gnuLong(tar, 'L', "g".repeat(150));
    gnuLong(tar, 'K', "h".repeat(150));
    tar.symlink("short", "short");

    assertThat(unpack(tar))
        .containsEntry(directory + "/" + file, "f 0644 0:0 \"pax\"")
        .containsEntry("s", "l 0:0 " + file)
        .containsEntry("p/q/r", "f 0644 0:0 \"\"")
        .containsEntry("g".repeat(150), "l 0:0 " + "h".repeat(150));
  }

  private static void gnuLong(Tar tar, char type, String text) {
    tar.entry(type, "././@LongLink", "", (text + "\0").getBytes(US_ASCII), h -> {});
  }

  @Test
  void theLastOfTwoEntriesWins() {
    assertThat(
            unpack(
                new Tar()
                    .file("file-file", "one")
                    .file("file-file", "two", h -> h.mode(0600))
                    .directory("dir-file")
                    .file("dir-file/x", "x")
                    .file("dir-file", "file")
                    .file("file-dir", "file")
                    .directory("file-dir")
                    .directory("dir-dir", h -> h.mode(0700))
                    .file("dir-dir/stays", "")
                    .directory("dir-dir", h -> h.mode(0711).owner(3, 4))
                    .symlink("link-dir", "/etc")
                    .directory("link-dir")
                    .file("link-dir/inside", "")
                    .file("same", "s")
                    .hardLink("same", "same")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry(".", "d 0755 0:0"),
                Map.entry("file-file", "f 0600 0:0 \"two\""),
                Map.entry("dir-file", "f 0644 0:0 \"file\""),
                Map.entry("file-dir", "d 0755 0:0"),
                Map.entry("dir-dir", "d 0711 3:4"),
                Map.entry("dir-dir/stays", "f 0644 0:0 \"\""),
                Map.entry("link-dir", "d 0755 0:0"),
                Map.entry("link-dir/inside", "f 0644 0:0 \"\""),
                Map.entry("same", "f 0644 0:0 \"s\"")));
  }

  @Test
  void theRootDirectoryTakesTheAttributesOfItsEntry() {
    assertThat(unpack(new Tar().directory("./", h -> h.mode(0700).owner(9, 9)).file("./a", "")))
        .containsEntry(".", "d 0700 9:9")
        .containsKey("a");
  }

  @Test
  void anEmptyArchiveIsAnEmptyLayer() {
    byte[] nothing = {};
    assertThat(Listing.of(unpacking.layer(nothing, Tar.blob(nothing)))).containsOnlyKeys(".");
    assertThat(unpack(new Tar())).containsOnlyKeys(".");
  }

  @Test
  void whatComesBehindTheEndIsHashedAndNothingElse() {
    byte[] archive = new Tar().file("a", "a").bytes();
    byte[] longer = Arrays.copyOf(archive, archive.length + 300_001);
    longer[longer.length - 1] = 'x';
    assertThat(Listing.of(unpacking.layer(longer, Tar.blob(longer)))).containsOnlyKeys(".", "a");
  }

  @Test
  void theUmaskOfTheProcessDoesNotMatter() {
    Map<String, String> tree =
        unpack(new Tar().file("all", "", h -> h.mode(0777)).directory("d", h -> h.mode(0777)));
    assertThat(tree).containsEntry("all", "f 0777 0:0 \"\"").containsEntry("d", "d 0777 0:0");
  }
}
