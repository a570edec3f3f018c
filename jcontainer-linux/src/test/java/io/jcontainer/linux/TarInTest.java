package io.jcontainer.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.Container;
import io.jcontainer.ContainerFileException;
import io.jcontainer.CopyOptions;
import io.jcontainer.CopyReport;
import io.jcontainer.CopySource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tar streams that are put into containers, friendly and hostile ones. */
@ContainerTest
class TarInTest {
  @TempDir Path root;
  @TempDir Path work;
  private TestEngine engine;
  private Container container;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
    container = engine.start(engine.shell("exec sleep 1000"));
  }

  @AfterEach
  void close() {
    container.close();
    engine.close();
  }

  private String inside(String script) throws InterruptedException {
    return container.exec("sh", "-c", script).stdout();
  }

  private CopyReport put(byte[] tar, String target, CopyOptions options) {
    InputStream stream = new ByteArrayInputStream(tar);
    return container.files().copyTo(CopySource.ofTar(stream), target, options);
  }

  /** One entry as a program that means harm writes it. */
  private static byte[] entry(char type, String name, String link, byte[] content) {
    byte[] block = new byte[512];
    put(block, 0, name);
    put(block, 100, "0000644\0");
    put(block, 108, "0000000\0");
    put(block, 116, "0000000\0");
    put(block, 124, String.format("%011o\0", content.length));
    put(block, 136, "00000000001\0");
    put(block, 156, String.valueOf(type));
    put(block, 157, link);
    put(block, 257, "ustar\00000");
    put(block, 148, "        ");
    int sum = 0;
    for (byte each : block) {
      sum += each & 0xff;
    }
    put(block, 148, String.format("%06o\0 ", sum));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(block);
    all.writeBytes(content);
    all.writeBytes(new byte[-content.length & 511]);
    return all.toByteArray();
  }

  private static void put(byte[] block, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  private static byte[] tar(byte[]... entries) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] each : entries) {
      all.writeBytes(each);
    }
    all.writeBytes(new byte[1024]);
    return all.toByteArray();
  }

  /** What the system's own tar makes of a tree, in each of its formats. */
  private byte[] packed(String format) throws IOException, InterruptedException {
    Path tree = Files.createDirectory(work.resolve("tree"));
    Files.createDirectories(tree.resolve("a/" + "deep".repeat(40)));
    Files.writeString(tree.resolve("a/" + "deep".repeat(40) + "/file"), "far away");
    byte[] large = new byte[300_000];
    new Random(1).nextBytes(large);
    Files.write(tree.resolve("large"), large);
    Files.createLink(tree.resolve("a/same"), tree.resolve("large"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("a/same"));
    Files.writeString(tree.resolve("run"), "#!/bin/sh\necho ran\n");
    Files.setAttribute(tree.resolve("run"), "unix:mode", 0750);
    Files.setAttribute(tree.resolve("run"), "unix:uid", 1234);
    Files.setAttribute(tree.resolve("run"), "unix:gid", 77);
    Path archive = work.resolve("archive");
    Process tar =
        new ProcessBuilder(
                "tar", "--format=" + format, "-C", tree.toString(), "-cf", archive.toString(), ".")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    return Files.readAllBytes(archive);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax"})
  void whatTarPacksIsThere(String format) throws Exception {
    CopyReport report = put(packed(format), "/srv/new", CopyOptions.defaults().withOwnersKept());
    assertThat(report.files()).isEqualTo(3);
    assertThat(report.links()).isEqualTo(2);
    assertThat(inside("cat /srv/new/a/*/file; stat -c '%a %u %g' /srv/new/run"))
        .isEqualTo("far away750 1234 77\n");
    assertThat(inside("[ /srv/new/a/same -ef /srv/new/large ] && echo same")).isEqualTo("same\n");
    assertThat(inside("readlink /srv/new/link; wc -c < /srv/new/link"))
        .isEqualTo("a/same\n300000\n");
    try (InputStream copy = container.files().read("/srv/new/large")) {
      assertThat(copy.readAllBytes()).isEqualTo(Files.readAllBytes(work.resolve("tree/large")));
    }
  }

  @Test
  void ownersAreThoseOfTheOptionsUnlessKept() throws Exception {
    put(packed("gnu"), "/srv", CopyOptions.defaults());
    assertThat(inside("stat -c '%a %u %g' /srv/run")).isEqualTo("750 0 0\n");
  }

  @Test
  void whatIsExportedComesBack() throws Exception {
    assertThat(inside("mkdir -p /data/d; echo x > /data/d/f; chown 5:6 /data/d/f")).isEmpty();
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    container.files().archive("/data", tar);
    put(tar.toByteArray(), "/again", CopyOptions.defaults().withOwnersKept());
    assertThat(inside("cat /again/d/f; stat -c '%u:%g' /again/d/f")).isEqualTo("x\n5:6\n");
  }

  private byte[] packedTree(String... options) throws IOException, InterruptedException {
    Path archive = work.resolve("archive");
    List<String> command = new ArrayList<>(List.of("tar", "-C", work + "/tree", "-cf"));
    command.add(archive.toString());
    command.addAll(List.of(options));
    command.add(".");
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    return Files.readAllBytes(archive);
  }

  /** With pieces at the beginning or not, many or few, and a hole at the end. */
  private List<Path> makeSparse() throws IOException {
    Path tree = Files.createDirectory(work.resolve("tree"));
    List<Path> files = new ArrayList<>();
    for (int pieces : new int[] {0, 1, 4, 5, 60}) {
      Path file = tree.resolve("sparse" + pieces);
      try (var channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
        for (int i = 0; i < pieces; i++) {
          byte[] data = ("piece " + i + " of " + pieces).repeat(100).getBytes(UTF_8);
          var _ = channel.write(ByteBuffer.wrap(data), (i + pieces % 2) * 200_000L);
        }
      }
      try (var random = new RandomAccessFile(file.toFile(), "rw")) {
        random.setLength(20_000_123);
      }
      files.add(file);
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu 1.0", "oldgnu 1.0", "pax 0.0", "pax 0.1", "pax 1.0"})
  void filesWithHolesKeepThem(String form) throws Exception {
    List<Path> files = makeSparse();
    String format = "--format=" + form.split(" ")[0];
    byte[] tar = packedTree("--sparse", format, "--sparse-version=" + form.split(" ")[1]);
    assertThat(tar).hasSizeLessThan(5_000_000);
    put(tar, "/srv", CopyOptions.defaults());
    for (Path file : files) {
      String name = file.getFileName().toString();
      byte[] copy = container.files().readBytes("/srv/" + name, ByteSize.ofMiB(32));
      assertThat(Arrays.mismatch(copy, Files.readAllBytes(file))).as(name).isEqualTo(-1);
    }
    assertThat(Integer.parseInt(inside("du -k /srv | cut -f1").strip())).isLessThan(5_000);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    container.files().archive("/srv", again);
    put(again.toByteArray(), "/again", CopyOptions.defaults());
    assertThat(inside("for f in /srv/*; do cmp $f /again/${f##*/} && echo same; done"))
        .isEqualTo("same\n".repeat(files.size()));
  }

  @Test
  void piecesThatDoNotFitTogetherAreRefused() throws Exception {
    String data = "GNU.sparse.size=100\nGNU.sparse.map=";
    for (String map :
        List.of(
            "0,5",
            "0,20",
            "5,5,0,5",
            "0,5,4,5",
            "95,10",
            "0",
            "x,1",
            "-1,10",
            "0,99999999999999999999",
            "9223372036854775807,10",
            "0,5,,5")) {
      String[] lines = (data + map).split("\n");
      assertThatThrownBy(
              () ->
                  put(
                      tar(pax(lines), entry('0', "f", "", new byte[10])),
                      "/srv",
                      CopyOptions.defaults()))
          .as(map)
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("sparse file");
    }
    assertThat(inside("ls -A /srv")).isEmpty();
    put(
        tar(
            pax("GNU.sparse.size=100", "GNU.sparse.map=3,4,90,6"),
            entry('0', "f", "", "0123456789".getBytes(UTF_8))),
        "/srv",
        CopyOptions.defaults());
    assertThat(inside("tr '\\0' . < /srv/f"))
        .isEqualTo("...0123" + ".".repeat(83) + "456789" + "....");
  }

  private static byte[] pax(String... records) {
    StringBuilder all = new StringBuilder();
    for (String record : records) {
      int length = record.length() + 2;
      while (Integer.toString(length).length() + record.length() + 2 != length) {
        length++;
      }
      all.append(length).append(' ').append(record).append('\n');
    }
    return entry('x', "pax", "", all.toString().getBytes(UTF_8));
  }

  @Test
  void directoriesHaveTheTimesOfTheStream() throws Exception {
    Path tree = work.resolve("tree");
    Files.createDirectories(tree.resolve("a/b"));
    Files.createDirectories(tree.resolve("c"));
    Files.writeString(tree.resolve("a/b/file"), "x");
    Files.writeString(tree.resolve("c/file"), "x");
    for (String each : List.of("a/b/file", "a/b", "a", "c/file", "c")) {
      Files.setLastModifiedTime(
          tree.resolve(each), FileTime.fromMillis(each.length() * 1_000_000L));
    }
    put(packedTree(), "/srv", CopyOptions.defaults());
    assertThat(inside("cd /srv; stat -c '%n %Y' a a/b a/b/file c c/file"))
        .isEqualTo("a 1000\na/b 3000\na/b/file 8000\nc 1000\nc/file 6000\n");
  }

  @Test
  void attributesOfUsersComeAndGo() throws Exception {
    Path tree = work.resolve("tree");
    Files.createDirectories(tree.resolve("d"));
    Files.writeString(tree.resolve("file"), "x");
    Files.setAttribute(tree.resolve("file"), "user:a=%b", ByteBuffer.wrap(new byte[] {0, '\n', 7}));
    Files.setAttribute(tree.resolve("d"), "user:dir", ByteBuffer.wrap("deep".getBytes(UTF_8)));
    put(packedTree("--xattrs", "--format=pax"), "/srv", CopyOptions.defaults());
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    container.files().archive("/srv", tar);
    put(tar.toByteArray(), "/again", CopyOptions.defaults());
    container.files().copyFrom("/again", work.resolve("out"));
    assertThat((byte[]) Files.getAttribute(work.resolve("out/file"), "user:a=%b"))
        .containsExactly(0, '\n', 7);
    assertThat((byte[]) Files.getAttribute(work.resolve("out/d"), "user:dir"))
        .asString()
        .isEqualTo("deep");
  }

  @Test
  void extendedHeadersWithoutEndAreRefused() throws Exception {
    byte[] header = pax("comment" + "x".repeat(60_000) + "=" + "y".repeat(900_000));
    byte[] tar = tar(header, header, header, entry('0', "f", "", new byte[1]));
    assertThatThrownBy(() -> put(tar, "/srv", CopyOptions.defaults()))
        .hasMessageContaining("extended headers are too long");
  }

  @Test
  void anExistingFileIsReplacedAndADirectoryMergedInto() throws Exception {
    assertThat(inside("mkdir -p /data/d; echo old > /data/d/f; echo kept > /data/d/g")).isEmpty();
    put(tar(entry('0', "d/f", "", "new".getBytes(UTF_8))), "/data", CopyOptions.defaults());
    assertThat(inside("cat /data/d/f /data/d/g")).isEqualTo("newkept\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out", "a/../../out", "/../out", ".."})
  void namesThatClimbAreRefused(String name) throws Exception {
    byte[] tar = tar(entry('0', name, "", "x".getBytes(UTF_8)));
    assertThatThrownBy(() -> put(tar, "/srv/box", CopyOptions.defaults()))
        .isInstanceOf(ContainerFileException.class)
        .hasMessageContaining("climbs");
    assertThat(inside("ls /srv")).isEqualTo("box\n");
  }

  @Test
  void aLinkOfTheStreamIsNotFollowed() throws Exception {
    for (String lead : new String[] {"/etc", "../../etc", "."}) {
      byte[] tar =
          tar(entry('2', "way", lead, new byte[0]), entry('0', "way/passwd", "", new byte[1]));
      assertThatThrownBy(() -> put(tar, "/srv/box", CopyOptions.defaults()))
          .isInstanceOf(ContainerFileException.class);
    }
    assertThat(inside("cat /etc/passwd")).contains("app:x:1234");
  }

  @Test
  void anotherNameIsOnlyOfAFileBeneathTheTarget() throws Exception {
    for (String of : new String[] {"/etc/passwd", "../../etc/passwd", "link", "d"}) {
      byte[] tar =
          tar(
              entry('2', "link", "/etc/passwd", new byte[0]),
              entry('5', "d", "", new byte[0]),
              entry('1', "name", of, new byte[0]));
      assertThatThrownBy(() -> put(tar, "/srv/box", CopyOptions.defaults()))
          .as(of)
          .isInstanceOf(ContainerFileException.class);
    }
    assertThat(inside("ls /srv/box/name 2>/dev/null; stat -c %h /etc/passwd")).isEqualTo("1\n");
  }

  @Test
  void devicesAreLeftOutAndTold() throws Exception {
    CopyReport report =
        put(
            tar(
                entry('3', "null", "", new byte[0]),
                entry('4', "disk", "", new byte[0]),
                entry('6', "fifo", "", new byte[0]),
                entry('0', "file", "", new byte[3])),
            "/srv",
            CopyOptions.defaults());
    assertThat(report.skipped()).containsExactly("null", "disk", "fifo");
    assertThat(inside("ls /srv")).isEqualTo("file\n");
  }

  @Test
  void whatTheKernelServesIsNotWrittenTo() {
    byte[] tar = tar(entry('0', "sys/kernel/hostname", "", "x".getBytes(UTF_8)));
    assertThatThrownBy(() -> put(tar, "/proc", CopyOptions.defaults()))
        .isInstanceOf(ContainerFileException.class);
    byte[] deep = tar(entry('0', "proc/sys/kernel/hostname", "", "x".getBytes(UTF_8)));
    assertThatThrownBy(() -> put(deep, "/", CopyOptions.defaults()))
        .isInstanceOf(ContainerFileException.class);
  }

  @Test
  void aDamagedStreamIsNamedAndLeavesNoHalfFile() throws Exception {
    byte[] whole = tar(entry('0', "file", "", new byte[2000]));
    for (int length : new int[] {1, 511, 513, 1024, 2511}) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> put(cut, "/srv", CopyOptions.defaults()))
          .as("%d bytes", length)
          .isInstanceOf(ContainerFileException.class)
          .hasMessageContaining("damaged");
    }
    byte[] wrong = whole.clone();
    wrong[0] ^= 1;
    assertThatThrownBy(() -> put(wrong, "/srv", CopyOptions.defaults()))
        .hasMessageContaining("sum");
    assertThat(inside("ls -A /srv")).isEmpty();
  }

  /** Any change of a byte gives files or an error, and nothing else. */
  @Test
  void mutatedStreamsDoNoHarm() throws Exception {
    byte[] whole = packed("pax");
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      byte[] mutated = Arrays.copyOf(whole, 20_000);
      for (int i = 0; i < 4; i++) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      try {
        put(mutated, "/srv/m" + round, CopyOptions.defaults().withOwnersKept());
      } catch (ContainerFileException e) {
        assertThat(e).hasMessageContaining("/srv/m" + round);
      }
    }
    assertThat(inside("cat /etc/passwd")).contains("app:x:1234");
  }

  @Test
  void theLimitOfBytesHolds() {
    byte[] tar = tar(entry('0', "file", "", new byte[2000]));
    CopyOptions few = CopyOptions.defaults().withLimit(ByteSize.ofKiB(1));
    assertThatThrownBy(() -> put(tar, "/srv", few))
        .isInstanceOf(ContainerFileException.class)
        .hasMessageContaining("limit");
  }
}
