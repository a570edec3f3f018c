package io.jcontainer.images.unpack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.ImageLimits;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.testing.Tar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
  private static final ImageLimits LIMITS =
      new ImageLimits(ByteSize.ofMiB(64), ByteSize.ofMiB(64), 1000, 1);

  /** What came out of an archive. */
  private static final class Read {
    final List<TarEntry> entries = new ArrayList<>();
    final List<String> data = new ArrayList<>();
  }

  private static Read read(byte[] archive) {
    LayerBlob blob = Tar.blob(archive);
    Read read = new Read();
    try (ReadAhead ahead = new ReadAhead(new ByteArrayInputStream(archive), "test")) {
      TarInput input = new TarInput(ahead, new LayerQuota(LIMITS, new AtomicLong(), blob), blob);
      TarReader reader = new TarReader(input, blob);
      for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        reader.data(data::write);
        read.entries.add(entry);
        read.data.add(data.toString(US_ASCII));
      }
      assertThat(input.drain()).isEqualTo(blob.diffId());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return read;
  }

  private static TarEntry only(Tar tar) {
    Read read = read(tar.bytes());
    assertThat(read.entries).hasSize(1);
    return read.entries.getFirst();
  }

  private static void refuses(byte[] archive, String why) {
    assertThatThrownBy(() -> read(archive))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining(why);
  }

  @Test
  void dataComesInOrderWhateverItsLength() {
    Tar tar = new Tar();
    for (int size : new int[] {0, 1, 511, 512, 513, 1 << 18, (1 << 18) + 1, 700_000}) {
      tar.file("f" + size, "x".repeat(size));
    }
    Read read = read(tar.bytes());
    assertThat(read.data).allMatch(data -> data.chars().allMatch(c -> c == 'x'));
    assertThat(read.entries).allMatch(entry -> entry.name().equals("f" + entry.size())).hasSize(8);
  }

  @Test
  void dataThatNobodyWantsIsPassedOver() throws IOException {
    byte[] archive = new Tar().file("a", "x".repeat(400_000)).file("b", "").bytes();
    LayerBlob blob = Tar.blob(archive);
    try (ReadAhead ahead = new ReadAhead(new ByteArrayInputStream(archive), "test")) {
      TarInput input = new TarInput(ahead, new LayerQuota(LIMITS, new AtomicLong(), blob), blob);
      TarReader reader = new TarReader(input, blob);
      reader.next();
      assertThat(reader.next()).extracting(TarEntry::name).isEqualTo("b");
    }
  }

  @Test
  void numbersOfAllFormsAreRead() {
    assertThat(only(new Tar().file("f", "", h -> h.owner(2_097_152, 4_294_967_294L))).attributes())
        .extracting(Attributes::uid, Attributes::gid)
        .containsExactly(2_097_152L, 4_294_967_294L);
    assertThat(only(new Tar().file("f", "", h -> h.time = -5)).attributes().modified())
        .isEqualTo(Instant.ofEpochSecond(-5));
    assertThat(
            only(new Tar().file("f", "", h -> h.spoil = b -> put(b, 108, "   17 \0\0")))
                .attributes()
                .uid())
        .isEqualTo(15);
    assertThat(only(new Tar().file("f", "", h -> h.pax("uid", "70000"))).attributes().uid())
        .isEqualTo(70_000);
  }

  private static void put(byte[] block, int offset, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 1, 500000000",
    "-1.5, -2, 500000000",
    "-0.000000001, -1, 999999999",
    "12., 12, 0",
    "1.0000000019, 1, 1",
    "0, 0, 0",
    "99999999999, 99999999999, 0"
  })
  void timesAreExact(String text, long seconds, int nanos) {
    assertThat(PaxTime.parse(text)).contains(Instant.ofEpochSecond(seconds, nanos));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9e9999999",
        "1,5",
        ".5",
        "--1",
        "+1",
        "1.5.5",
        "0x10",
        " 1",
        "",
        "-",
        "١",
        "999999999999999999",
        "1.00000000000000000000000000000000000000"
      })
  void timesThatAreNoneAreRefused(String text) {
    assertThat(PaxTime.parse(text)).isEmpty();
    if (!text.isEmpty()) {
      refuses(new Tar().file("f", "", h -> h.time(text)).bytes(), "mtime is no number");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1e3", "9999999999999999999", "0x1", " 5", "5 "})
  void numbersInExtendedHeadersAreDecimal(String text) {
    refuses(new Tar().file("f", "", h -> h.pax("size", text)).bytes(), "size is no number");
    refuses(new Tar().file("f", "", h -> h.pax("uid", text)).bytes(), "uid is no number");
  }

  @Test
  void idsThatMeanLeaveItAreRefused() {
    refuses(new Tar().file("f", "", h -> h.owner(4_294_967_295L, 0)).bytes(), "user or group");
    refuses(new Tar().file("f", "", h -> h.pax("gid", "4294967296")).bytes(), "user or group");
    refuses(new Tar().file("f", "", h -> h.owner(-1, 0)).bytes(), "user or group");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "6 a=b\n7 c=d\n",
        "a=b\n",
        " 6 a=b\n",
        "06a=b\n",
        "6 ab\n\n\n",
        "5 =b\n",
        "999999999 a=b\n",
        "6 a=bX",
        "0 a=b\n",
        "-6 a=b\n",
        "2 "
      })
  void malformedRecordsAreRefused(String records) {
    assertThatThrownBy(() -> PaxRecords.parse(records.getBytes(US_ASCII), Tar.blob(new byte[0])))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("malformed extended header");
  }

  @Test
  void anEmptyValueTakesTheValueAway() {
    assertThat(only(new Tar().file("name", "", h -> h.pax("path", ""))).name()).isEqualTo("name");
  }

  @Test
  void aGlobalHeaderChangesNothing() {
    byte[] records = Tar.paxRecord("path", "other".getBytes(US_ASCII));
    assertThat(only(new Tar().entry('g', "g", "", records, h -> {}).file("name", "")).name())
        .isEqualTo("name");
  }

  @Test
  void twoHeadersForOneEntryAreRefused() {
    byte[] records = Tar.paxRecord("path", "p".getBytes(US_ASCII));
    refuses(
        new Tar()
            .entry('x', "x", "", records, h -> {})
            .file("f", "", h -> h.pax("uid", "1"))
            .bytes(),
        "two extended headers");
    byte[] name = "n\0".getBytes(US_ASCII);
    refuses(
        new Tar()
            .entry('L', "x", "", name, h -> {})
            .entry('L', "x", "", name, h -> {})
            .file("f", "")
            .bytes(),
        "two long names");
    refuses(new Tar().entry('x', "x", "", records, h -> {}).bytes(), "ends in an extended header");
  }

  @Test
  void hugeHeadersAreRefusedBeforeTheyAreRead() {
    refuses(header('x', 2L << 30), "extended header of");
    refuses(header('g', 2L << 30), "extended header of");
    refuses(header('L', 1 << 16), "extended header of");
    refuses(header('K', 1L << 62), "extended header of");
  }

  private static byte[] header(char type, long size) {
    Tar.Header header = new Tar.Header();
    header.type = type;
    header.size = size;
    return Arrays.copyOf(Tar.block(header), 512);
  }

  @ParameterizedTest
  @ValueSource(chars = {'8', '9', 'A', 'D', 'M', 'N', 'V', 'X', 'z', ' ', 200})
  void unknownTypesAreRefused(char type) {
    refuses(new Tar().entry(type, "f", "", new byte[0], h -> {}).bytes(), "unknown type");
  }

  @Test
  void aDirectoryOfBeforeUstarEndsInASlash() {
    assertThat(only(new Tar().entry('\0', "d/", "", new byte[0], h -> {})).type())
        .isEqualTo(EntryType.DIRECTORY);
    assertThat(only(new Tar().entry('\0', "f", "", new byte[0], h -> {})).type())
        .isEqualTo(EntryType.FILE);
  }

  @Test
  void theSizeOfWhatHasNoDataIsOfNoAccount() {
    assertThat(
            read(new Tar()
                    .directory("d", h -> h.size = 4096)
                    .symlink("l", "t", h -> h.size = 5)
                    .file("f", "x")
                    .bytes())
                .entries)
        .extracting(TarEntry::name)
        .containsExactly("d", "l", "f");
  }

  @Test
  void anArchiveMayEndWithoutItsEnd() {
    byte[] open = new Tar().file("f", "x").open();
    assertThat(read(open).entries).hasSize(1);
    assertThat(read(Arrays.copyOf(open, open.length + 512)).entries).hasSize(1);
  }

  @Test
  void cutOffAnywhereElseItIsRefused() {
    byte[] archive = new Tar().file("f", "x".repeat(600), h -> h.pax("uid", "1")).open();
    for (int length = 1; length < archive.length; length += 37) {
      byte[] cut = Arrays.copyOf(archive, length);
      if (length % 512 != 0 || length == 512 || length == 1024) {
        refuses(cut, "");
      }
    }
  }

  @Test
  void whatComesBehindASingleBlockOfZerosIsRefused() {
    byte[] one = new Tar().file("a", "").open();
    byte[] both = Arrays.copyOf(one, 3 * 512);
    System.arraycopy(one, 0, both, 2 * 512, 512);
    refuses(both, "goes on behind");
  }

  @Test
  void aWrongChecksumIsRefusedAndASignedOneIsNot() {
    byte[] archive = new Tar().file("f", "").bytes();
    archive[0] = 'g';
    refuses(archive, "wrong checksum");

    Tar.Header header = new Tar.Header();
    header.name = Tar.latin1("\u00e9");
    byte[] block = Tar.block(header);
    int signed = 8 * ' ';
    for (int i = 0; i < 512; i++) {
      signed += i < 148 || i >= 156 ? block[i] : 0;
    }
    put(block, 148, String.format("%06o\0 ", signed));
    assertThat(read(block).entries).hasSize(1);
  }

  @Test
  void damagedArchivesAreRefusedOrRead() {
    byte[] archive =
        new Tar()
            .directory("d")
            .file("d/f", "content", h -> h.time("1.5").xattr("user.x", new byte[] {1}))
            .symlink("l", "d/f")
            .open();
    Random random = new Random(9);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = archive.clone();
      int block = random.nextInt(archive.length / 512) * 512;
      for (int j = 0; j <= random.nextInt(4); j++) {
        damaged[block + random.nextInt(512)] = (byte) random.nextInt(256);
      }
      if (random.nextBoolean()) {
        byte[] header = Arrays.copyOfRange(damaged, block, block + 512);
        Tar.sum(header);
        System.arraycopy(header, 0, damaged, block, 512);
      }
      try {
        read(damaged);
      } catch (InvalidImageException e) {
        assertThat(e).hasMessageStartingWith("invalid layer");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "posix", "oldgnu", "--sparse-version=0.0", "--sparse-version=0.1"})
  void sparseFilesOfGnuTarAreRead(String format, @TempDir Path temp) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(temp.resolve("s").toFile(), "rw")) {
      file.setLength(50_000_000);
      for (int i = 0; i < 60; i++) {
        file.seek(i * 800_000L + 65_536);
        file.writeBytes("data " + i);
      }
    }
    Process tar =
        new ProcessBuilder(
                "tar",
                "-C",
                temp.toString(),
                "-Scf",
                temp.resolve("t").toString(),
                format.startsWith("--") ? "--format=posix" : "--format=" + format,
                format.startsWith("--") ? format : "--sparse",
                "s")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    byte[] archive = Files.readAllBytes(temp.resolve("t"));
    assertThat(archive.length).isLessThan(2_000_000);

    Read read = read(archive);
    TarEntry entry = read.entries.getFirst();
    assertThat(entry.name()).isEqualTo("s");
    assertThat(entry.size()).isEqualTo(50_000_000);
    assertThat(entry.extents()).hasSizeGreaterThan(50);
    byte[] expected = Files.readAllBytes(temp.resolve("s"));
    byte[] got = new byte[expected.length];
    byte[] data = read.data.getFirst().getBytes(US_ASCII);
    int position = 0;
    for (Extent extent : entry.extents()) {
      System.arraycopy(data, position, got, (int) extent.offset(), (int) extent.length());
      position += (int) extent.length();
    }
    assertThat(got).isEqualTo(expected);
  }

  @Test
  void mapsOfSparseFilesThatCannotBeAreRefused() {
    for (String map : List.of("0,5,3,2", "10,5", "0,1", "0,5,5", "-1,6", "0,a")) {
      refuses(
          new Tar()
              .file("f", "hello", h -> h.pax("GNU.sparse.map", map).pax("GNU.sparse.size", "9"))
              .bytes(),
          "");
    }
    StringBuilder many = new StringBuilder("1000000\n");
    many.append("0\n0\n".repeat(1000));
    refuses(
        new Tar()
            .file(
                "f",
                many.toString(),
                h ->
                    h.pax("GNU.sparse.major", "1")
                        .pax("GNU.sparse.minor", "0")
                        .pax("GNU.sparse.realsize", "9"))
            .bytes(),
        "more than 131072 extents");
  }
}
