package io.jcontainer.images.unpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.jcontainer.ByteSize;
import io.jcontainer.Digest;
import io.jcontainer.ImageLimits;
import io.jcontainer.images.model.Compression;
import io.jcontainer.images.store.TreeRemoval;
import io.jcontainer.images.testing.Fuzz;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Layers with random damage. */
class LayerFuzzTest {
  private static final ImageLimits LIMITS =
      new ImageLimits(ByteSize.ofMiB(8), ByteSize.ofMiB(8), 1000, 10);

  @RegisterExtension final Scratch temp = new Scratch();

  private static Tar everything() {
    return new Tar()
        .directory("d")
        .file("d/f", "content", h -> h.time("1.5").xattr("user.x", new byte[] {1}))
        .file("d/" + "long".repeat(40), "x")
        .symlink("l", "../../../../canary")
        .hardLink("h", "d/f")
        .file("d/.wh.gone", "")
        .file("d/.wh..wh..opq", "")
        .fifo("p");
  }

  private static List<byte[]> pieces() {
    return Fuzz.texts(
        "\0",
        "/",
        "..",
        "../../canary/x",
        ".wh.",
        ".wh..wh..opq",
        ".wh..",
        "ustar\0" + "00",
        "ustar  \0",
        "30 mtime=9e9999999\n",
        "22 path=../../canary/x\n",
        "30 GNU.sparse.map=0,9999999\n",
        "99999999999 size=1\n",
        "77777777777",
        "-1",
        "\u0080\u00ff\u00ff\u00ff",
        "x".repeat(512),
        "\0".repeat(512),
        "\u001f\u008b\b");
  }

  /** The checksums of headers are right again, so that the damage is read. */
  private static byte[] summed(byte[] archive) {
    byte[] copy = archive.clone();
    for (int at = 0; at + 512 <= copy.length; at += 512) {
      boolean isHeader = copy[at + 257] == 'u' && copy[at + 258] == 's';
      if (isHeader) {
        byte[] header = Arrays.copyOfRange(copy, at, at + 512);
        Tar.sum(header);
        System.arraycopy(header, 0, copy, at, 512);
      }
    }
    return copy;
  }

  private static void read(byte[] stored, Compression compression, Digest diffId) {
    LayerBlob blob = new LayerBlob(Digest.sha256(stored), stored.length, compression, diffId);
    new LayerUnpack(new LinuxKernel(), LIMITS).read(Tar.stored(stored, blob), blob);
  }

  @Test
  void archivesAreReadOrRefused() {
    int refused =
        new Fuzz(
                List.of(everything().bytes(), new Tar().file("f", "").bytes()),
                pieces(),
                input -> {
                  byte[] archive = summed(input);
                  read(archive, Compression.NONE, Digest.sha256(archive));
                })
            .run();
    assertThat(refused).isBetween(Fuzz.ROUNDS / 20, Fuzz.ROUNDS);
  }

  @Test
  void gzipIsReadOrRefused() {
    byte[] archive = everything().bytes();
    Digest diffId = Digest.sha256(archive);
    int refused =
        new Fuzz(
                List.of(Tar.gzip(archive)),
                pieces(),
                input -> read(input, Compression.GZIP, diffId))
            .run();
    assertThat(refused).isGreaterThan(Fuzz.ROUNDS / 2);
  }

  @Test
  void zstdIsReadOrRefused() {
    byte[] archive = everything().bytes();
    Digest diffId = Digest.sha256(archive);
    int refused =
        new Fuzz(
                List.of(Zstd.compress(archive)),
                pieces(),
                input -> read(input, Compression.ZSTD, diffId))
            .run();
    assertThat(refused).isGreaterThan(Fuzz.ROUNDS / 2);
  }

  @Test
  void namesArePlacedBeneathTheRootOrRefused() {
    LayerBlob blob = Tar.blob(new byte[0]);
    int refused =
        new Fuzz(
                Fuzz.texts("a/b/c", "./a/.wh.b", "/a/../.wh..wh..opq", "a//b/.wh.c"),
                pieces(),
                input -> {
                  EntryPath path = EntryPath.parse(new String(input, ISO_8859_1), blob);
                  Placement placed = Placement.of(path, blob);
                  EntryPath at =
                      switch (placed) {
                        case Placement.At found -> found.path();
                        case Placement.Whiteout hidden -> hidden.path();
                        case Placement.Opaque opaque -> opaque.directory();
                        case Placement.Root _, Placement.AufsBookkeeping _ ->
                            new EntryPath(List.of());
                      };
                  assertThat(at.parts()).doesNotContain("", ".", "..");
                  assertThat(at.parts()).noneMatch(part -> part.contains("/"));
                })
            .run();
    assertThat(refused).isPositive();
  }

  /** Written for real, with a file outside that links lead to. */
  @Test
  @Requires(Requirement.ROOT)
  void nothingOutsideIsTouched() throws IOException {
    Path canary = Files.createDirectory(temp.resolve("canary"));
    Files.writeString(canary.resolve("x"), "alive");
    Map<String, String> before = Listing.full(canary);
    int[] count = new int[1];
    new Fuzz(
            List.of(everything().bytes()),
            pieces(),
            input -> {
              Path directory = temp.resolve("store" + count[0]++ % 50);
              unpack(summed(input), directory);
            })
        .run(Math.max(400, Fuzz.ROUNDS / 20));
    assertThat(Listing.full(canary)).isEqualTo(before);
    try (Stream<Path> left = Files.list(temp.path())) {
      assertThat(left).containsExactly(canary);
    }
  }

  private static void unpack(byte[] archive, Path directory) {
    try {
      Files.createDirectory(directory);
      try {
        new Unpacking(directory).limits(8 << 20, 1000).layer(archive, Tar.blob(archive));
      } finally {
        remove(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path directory) {
    try (Fd parent =
        Unpacking.KERNEL.open(
            Descriptor.CWD, String.valueOf(directory.getParent()), O.RDONLY | O.DIRECTORY, 0)) {
      TreeRemoval.remove(Unpacking.KERNEL, parent, String.valueOf(directory.getFileName()));
    }
  }
}
