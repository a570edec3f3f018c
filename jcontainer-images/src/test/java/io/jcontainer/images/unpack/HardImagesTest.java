package io.jcontainer.images.unpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.jcontainer.Digest;
import io.jcontainer.images.model.Compression;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.images.testing.Umoci;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that are hard to unpack, held against what umoci makes of them: names, types, modes,
 * owners, times, contents, attributes and links.
 */
@Requires({Requirement.ROOT, Requirement.OVERLAY, Requirement.UMOCI})
class HardImagesTest {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  @RegisterExtension final Scratch temp = new Scratch();

  /** An image by its layers, lowest first. */
  record Hard(String name, List<Tar> layers) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Hard hard(String name, Tar... layers) {
    return new Hard(name, List.of(layers));
  }

  private static Tar base() {
    return new Tar()
        .directory("d", h -> h.mode(0750).owner(3, 4))
        .file("d/a", "a")
        .file("d/b", "b")
        .directory("d/sub")
        .file("d/sub/c", "c")
        .symlink("link", "d")
        .file("file", "file");
  }

  static Stream<Hard> images() {
    return Stream.of(
        hard("a whiteout of a directory", base(), new Tar().file(".wh.d", "")),
        hard(
            "a whiteout of a directory that is there again",
            base(),
            new Tar().file(".wh.d", ""),
            new Tar().directory("d").file("d/new", "new")),
        hard(
            "an opaque directory",
            base(),
            new Tar().directory("d").file("d/.wh..wh..opq", "").file("d/new", "new")),
        hard(
            "an opaque directory said last",
            base(),
            new Tar().directory("d").file("d/new", "new").file("d/.wh..wh..opq", "")),
        hard(
            "types that are replaced",
            base(),
            new Tar()
                .file("d", "a file")
                .directory("link")
                .file("link/x", "x")
                .directory("file")
                .symlink("file/l", "..")),
        hard(
            "types that are replaced and back again",
            base(),
            new Tar().file("d", "a file").symlink("file", "link"),
            new Tar().directory("d").file("file", "again")),
        hard(
            "hard links across layers",
            base(),
            new Tar().hardLink("h", "d/a").hardLink("d/sub/h", "file")),
        hard(
            "hard links across whiteouts",
            new Tar().file("one", "x").hardLink("two", "one").hardLink("three", "one"),
            new Tar().file(".wh.one", ""),
            new Tar().hardLink("four", "two").file(".wh.three", "")),
        hard(
            "a whiteout and the same name in one layer",
            base(),
            new Tar().file("d/.wh.a", "").file("d/a", "again").file("d/b", "too").file("x", "")),
        hard(
            "whiteouts of what is not there",
            base(),
            new Tar().file("d/.wh.none", "").file(".wh.x", "")),
        hard("names of 4,000 bytes", new Tar().file(deep(3_900), "deep").symlink("l", deep(3_900))),
        hard(
            "attributes and capabilities",
            new Tar()
                .file("x", "x", h -> h.xattr("user.one", new byte[] {0, 1, 2}))
                .file(
                    "ping",
                    "elf",
                    h ->
                        h.xattr(
                            "security.capability",
                            new byte[] {
                              1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                            }))
                .directory("d", h -> h.xattr("user.dir", new byte[] {7}))),
        hard(
            "devices and pipes",
            new Tar()
                .device('3', "null", 1, 3)
                .device('4', "disk", 8, 1)
                .device('3', "large", 300, 70_000)
                .fifo("pipe")),
        hard("names that are not UTF-8", notUtf8()),
        hard(
            "times before 1970 and after 2038",
            new Tar()
                .file("old", "", h -> h.time("-1000000000.25"))
                .file("older", "", h -> h.time("-1.999999999"))
                .file("late", "", h -> h.time("9000000000.000000001"))
                .symlink("l", "old", h -> h.time("-5.5"))),
        hard(
            "special bits and large owners",
            new Tar()
                .file("suid", "", h -> h.mode(06755).owner(1, 2))
                .directory("tmp", h -> h.mode(01777))
                .file("big", "", h -> h.owner(4_000_000_000L, 3_999_999_999L))),
        hard("two hundred layers", twoHundred()),
        hard("an empty layer between", base(), new Tar(), new Tar().file("x", "")));
  }

  private static String deep(int length) {
    StringBuilder name = new StringBuilder();
    while (name.length() < length) {
      name.append("n".repeat(Math.min(200, length - name.length()))).append('/');
    }
    return name.substring(0, name.length() - 1);
  }

  private static Tar notUtf8() {
    Tar.Header header = new Tar.Header();
    header.name = new byte[] {'l', 'a', 't', (byte) 0xe4, (byte) 0xff};
    Tar.Header link = new Tar.Header();
    link.name = new byte[] {(byte) 0xc3, '(', 'x'};
    link.type = '2';
    link.link = header.name;
    return new Tar().entry(header, new byte[0]).entry(link, new byte[0]);
  }

  private static Tar[] twoHundred() {
    Tar[] layers = new Tar[200];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Tar().directory("d").file("d/f" + i, "" + i).file("last", "" + i);
      if (i % 3 == 2) {
        layers[i].file("d/.wh.f" + (i - 1), "");
      }
    }
    return layers;
  }

  @ParameterizedTest
  @MethodSource("images")
  void isWhatUmociMakesOfIt(Hard image) throws IOException {
    List<byte[]> archives = image.layers().stream().map(Tar::bytes).toList();
    same(archives, archives, Compression.NONE);
  }

  private void same(List<byte[]> archives, List<byte[]> stored, Compression compression)
      throws IOException {
    Umoci umoci = new Umoci(Files.createDirectory(temp.resolve("u")));
    Unpacking ours = new Unpacking(Files.createDirectory(temp.resolve("o")));
    String type = compression == Compression.GZIP ? LAYER + "+gzip" : LAYER;
    Map<String, String> theirs =
        umoci
            .listing(archives, compression == Compression.ZSTD ? archives : stored, type)
            .orElseThrow(() -> new AssertionError(umoci.log()));
    for (int i = 0; i < archives.size(); i++) {
      ours.layer(
          stored.get(i),
          new LayerBlob(
              Digest.sha256(stored.get(i)),
              stored.get(i).length,
              compression,
              Digest.sha256(archives.get(i))));
    }
    assertThat(Merged.listing(ours.layers().reversed())).isEqualTo(theirs);
  }

  /** What GNU tar makes, in each of its forms, of files with holes, long names and links. */
  @ParameterizedTest
  @ValueSource(strings = {"v7", "ustar", "gnu", "oldgnu", "posix"})
  void whatGnuTarWrites(String format) throws Exception {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Files.writeString(tree.resolve("f"), "f");
    Files.createLink(tree.resolve("h"), tree.resolve("f"));
    Files.createSymbolicLink(tree.resolve("l"), Path.of("f"));
    if (!format.equals("v7") && !format.equals("ustar")) {
      Files.createDirectories(tree.resolve("x".repeat(200) + "/" + "y".repeat(200)));
      try (RandomAccessFile sparse = new RandomAccessFile(tree.resolve("s").toFile(), "rw")) {
        sparse.setLength(20_000_000);
        sparse.seek(10_000_000);
        sparse.writeBytes("in the middle");
      }
    }
    byte[] archive = tar(tree, format);
    assertThat(archive.length).isLessThan(200_000);
    if (format.equals("gnu") || format.equals("oldgnu")) {
      sameAsGnuTar(archive);
    } else {
      same(List.of(archive), List.of(archive), Compression.NONE);
    }
  }

  /** umoci knows no holes of this form. */
  private void sameAsGnuTar(byte[] archive) throws Exception {
    Path theirs = Files.createDirectory(temp.resolve("theirs"));
    List<String> command =
        List.of("tar", "-C", theirs.toString(), "-xpf", temp.resolve("t").toString());
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    Path ours =
        new Unpacking(Files.createDirectory(temp.resolve("o"))).layer(archive, Tar.blob(archive));
    assertThat(Listing.full(ours)).isEqualTo(Listing.full(theirs));
  }

  private byte[] tar(Path tree, String format) throws Exception {
    Path file = temp.resolve("t");
    List<String> command =
        new ArrayList<>(
            List.of("tar", "-C", tree.toString(), "--format=" + format, "-cf", file.toString()));
    if (!format.equals("v7") && !format.equals("ustar")) {
      command.add("--sparse");
    }
    command.add(".");
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    return Files.readAllBytes(file);
  }

  @Test
  void formsOfArchivesThatAreMixed() throws Exception {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Files.writeString(tree.resolve("f"), "f");
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    for (String format : List.of("v7", "gnu", "posix", "ustar")) {
      Files.writeString(tree.resolve("f-" + format), format);
      byte[] archive = tar(tree, format);
      mixed.write(archive, 0, endOf(archive));
    }
    mixed.write(new byte[1024]);
    same(List.of(mixed.toByteArray()), List.of(mixed.toByteArray()), Compression.NONE);
  }

  private static int endOf(byte[] archive) {
    int end = archive.length;
    while (new String(archive, end - 512, 512, ISO_8859_1).chars().allMatch(c -> c == 0)) {
      end -= 512;
    }
    return end;
  }

  @Test
  void gzipOfSeveralMembersAndZerosBehind() throws IOException {
    byte[] archive = base().file("large", "x".repeat(300_000)).bytes();
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(Tar.gzip(Arrays.copyOfRange(archive, 0, 700)));
    members.writeBytes(Tar.gzip(new byte[0]));
    members.writeBytes(Tar.gzip(Arrays.copyOfRange(archive, 700, archive.length)));
    same(List.of(archive), List.of(members.toByteArray()), Compression.GZIP);
  }

  /** umoci of this version knows no zstd: it gets the archive itself. */
  @Test
  void zstdOfSeveralFrames() throws IOException {
    byte[] archive = base().file("large", "x".repeat(300_000)).bytes();
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    frames.writeBytes(Zstd.compress(Arrays.copyOfRange(archive, 0, 700)));
    frames.writeBytes(new byte[] {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3});
    frames.writeBytes(Zstd.compress(Arrays.copyOfRange(archive, 700, archive.length)));
    same(List.of(archive), List.of(frames.toByteArray()), Compression.ZSTD);
  }
}
