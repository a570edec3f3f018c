package io.jcontainer.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxTreeCallsTest {
  private static final Kernel KERNEL = new LinuxKernel();

  @TempDir Path path;
  private Fd directory;

  @BeforeEach
  void open() {
    directory = KERNEL.open(Descriptor.CWD, path.toString(), O.DIRECTORY, 0);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private FileStatus stat(String name) {
    return KERNEL.stat(directory, name, At.SYMLINK_NOFOLLOW);
  }

  @Test
  void statsWhatTheJdkSees() throws IOException {
    Path file = Files.writeString(path.resolve("f"), "12345");
    Files.createLink(path.resolve("g"), file);
    Files.setLastModifiedTime(file, FileTime.from(1_234_567_890_123_456L, TimeUnit.MICROSECONDS));
    FileStatus status = stat("f");
    assertThat(status.size()).isEqualTo(5);
    assertThat(status.links()).isEqualTo(2);
    assertThat(status.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
    assertThat(status.mode()).isEqualTo(Files.getAttribute(file, "unix:mode"));
    assertThat(status.uid())
        .isEqualTo(((Integer) Files.getAttribute(file, "unix:uid")).longValue());
    assertThat(status.gid())
        .isEqualTo(((Integer) Files.getAttribute(file, "unix:gid")).longValue());
    assertThat(status.modifySeconds()).isEqualTo(1_234_567_890);
    assertThat(status.modifyNanos()).isEqualTo(123_456_000);
    assertThat(status.isRegular()).isTrue();
    assertThat(status.isDirectory() || status.isSymlink()).isFalse();
    long device = (Long) Files.getAttribute(file, "unix:dev");
    // the C library's form of it: minor low byte, 12 bits of major, the rest of the minor
    assertThat(status.device()).isEqualTo(((device >> 8 & 0xfff) << 32) | (device & 0xff));
    assertThat(status.mountId())
        .as("the mount of its directory, and no other")
        .isEqualTo(KERNEL.stat(directory, "", At.EMPTY_PATH).mountId())
        .isNotEqualTo(KERNEL.stat(Descriptor.CWD, "/proc/self/stat", 0).mountId());
  }

  @Test
  void statsDescriptorsAndDevices() {
    assertThat(KERNEL.stat(directory, "", At.EMPTY_PATH).isDirectory()).isTrue();
    FileStatus none = KERNEL.stat(Descriptor.CWD, "/dev/null", 0);
    assertThat(none.rdevMajor()).isEqualTo(1);
    assertThat(none.rdevMinor()).isEqualTo(3);
    assertThat(none.mode() & Mode.S_IFMT).isEqualTo(Mode.S_IFCHR);
    Failing.with(Errno.ENOENT, () -> stat("nothing"))
        .hasMessage(
            "statx(%s, \"nothing\", AT_SYMLINK_NOFOLLOW): ENOENT (no such file or directory)"
                .formatted(directory));
  }

  @Test
  void makesAndRemovesDirectories() {
    KERNEL.mkdir(directory, "a", 0700);
    KERNEL.mkdir(directory, "a/b", 0500);
    assertThat(stat("a/b").mode()).isEqualTo(Mode.S_IFDIR | 0500);
    Failing.with(Errno.EEXIST, () -> KERNEL.mkdir(directory, "a", 0700))
        .hasMessageContaining("mkdirat(%s, \"a\", 0700)".formatted(directory));
    Failing.with(Errno.ENOTEMPTY, () -> KERNEL.unlink(directory, "a", At.REMOVEDIR));
    Failing.with(Errno.EISDIR, () -> KERNEL.unlink(directory, "a/b", 0));
    KERNEL.unlink(directory, "a/b", At.REMOVEDIR);
    KERNEL.unlink(directory, "a", At.REMOVEDIR);
    assertThat(path).isEmptyDirectory();
  }

  @Test
  void renamesWithoutReplacingOrInExchange() throws IOException {
    Files.writeString(path.resolve("f"), "f");
    Files.writeString(path.resolve("g"), "g");
    Failing.with(
            Errno.EEXIST, () -> KERNEL.rename(directory, "f", directory, "g", Rename.NOREPLACE))
        .hasMessageContaining("RENAME_NOREPLACE");
    KERNEL.rename(directory, "f", directory, "g", Rename.EXCHANGE);
    assertThat(path.resolve("g")).hasContent("f");
    KERNEL.rename(directory, "g", directory, "f", 0);
    assertThat(path.resolve("f")).hasContent("f");
    assertThat(path.resolve("g")).doesNotExist();
  }

  @Test
  void linksBothWays() throws IOException {
    KERNEL.symlink("../t\u00e4rget", directory, "l");
    assertThat(KERNEL.readlink(directory, "l")).isEqualTo("../t\u00e4rget");
    assertThat(stat("l").isSymlink()).isTrue();
    String longest = "x".repeat(4095);
    KERNEL.symlink(longest, directory, "long");
    assertThat(KERNEL.readlink(directory, "long")).isEqualTo(longest);
    Files.writeString(path.resolve("f"), "f");
    KERNEL.link(directory, "f", directory, "h", 0);
    assertThat(stat("h").inode()).isEqualTo(stat("f").inode());
    KERNEL.link(directory, "l", directory, "l2", 0);
    assertThat(stat("l2").isSymlink()).isTrue();
    Failing.with(
        Errno.ENOENT, () -> KERNEL.link(directory, "l", directory, "l3", At.SYMLINK_FOLLOW));
    Failing.with(Errno.EINVAL, () -> KERNEL.readlink(directory, "f"));
  }

  @Test
  void makesFilesWithoutTypeRestrictions() {
    KERNEL.mknod(directory, "fifo", Mode.S_IFIFO | 0600, 0, 0);
    KERNEL.mknod(directory, "socket", Mode.S_IFSOCK | 0600, 0, 0);
    assertThat(stat("fifo").mode()).isEqualTo(Mode.S_IFIFO | 0600);
    assertThat(stat("socket").mode()).isEqualTo(Mode.S_IFSOCK | 0600);
  }

  @Test
  void makesDevicesWithLargeNumbers() {
    TestHost.requireRoot();
    int[][] devices = {{1, 3}, {259, 300_000}, {4095, 0xfffff}, {0, 0}};
    for (int[] device : devices) {
      KERNEL.mknod(directory, "d", Mode.S_IFBLK | 0600, device[0], device[1]);
      assertThat(stat("d").rdevMajor()).isEqualTo(device[0]);
      assertThat(stat("d").rdevMinor()).isEqualTo(device[1]);
      KERNEL.unlink(directory, "d", 0);
    }
    for (int[] device : new int[][] {{4096, 0}, {0, 0x100000}, {-1, 0}, {0, -1}}) {
      Failing.with(
          Errno.EINVAL,
          () -> KERNEL.mknod(directory, "d", Mode.S_IFBLK | 0600, device[0], device[1]));
    }
    assertThat(path).isEmptyDirectory();
  }

  @Test
  void setsTimesBefore1970() {
    KERNEL.symlink("nowhere", directory, "l");
    KERNEL.setTimes(directory, "l", -1, 999_999_999, -2_000_000_000L, 1, At.SYMLINK_NOFOLLOW);
    assertThat(stat("l").modifySeconds()).isEqualTo(-2_000_000_000L);
    assertThat(stat("l").modifyNanos()).isEqualTo(1);
    KERNEL.setTimes(directory, "l", 0, Utime.OMIT, 5, 7, At.SYMLINK_NOFOLLOW);
    assertThat(stat("l").modifySeconds()).isEqualTo(5);
    KERNEL.setTimes(directory, "l", 0, Utime.OMIT, 0, Utime.NOW, At.SYMLINK_NOFOLLOW);
    assertThat(stat("l").modifySeconds()).isGreaterThan(1_700_000_000L);
    Failing.with(
        Errno.EINVAL,
        () -> KERNEL.setTimes(directory, "l", 0, 0, 0, 1_000_000_000, At.SYMLINK_NOFOLLOW));
    try (Fd link = KERNEL.open(directory, "l", O.PATH | O.NOFOLLOW, 0)) {
      KERNEL.setTimes(link, "", 1, 2, 3, 4, At.EMPTY_PATH);
      assertThat(stat("l").modifySeconds()).isEqualTo(3);
    }
  }

  @Test
  void listsEachTimeFromTheStart() {
    KERNEL.mkdir(directory, "d", 0700);
    KERNEL.symlink("x", directory, "l");
    KERNEL.open(directory, ".hidden", O.CREAT | O.WRONLY, 0600).close();
    for (int i = 0; i < 2; i++) {
      List<DirectoryEntry> entries = KERNEL.list(directory);
      assertThat(entries)
          .extracting(DirectoryEntry::name)
          .containsExactlyInAnyOrder("d", "l", ".hidden");
      for (DirectoryEntry entry : entries) {
        assertThat(entry.inode()).isEqualTo(stat(entry.name()).inode());
        assertThat(entry.type()).isEqualTo((stat(entry.name()).mode() & Mode.S_IFMT) >> 12);
        assertThat(entry.isDirectory()).isEqualTo(entry.name().equals("d"));
      }
    }
    try (Fd file = KERNEL.open(directory, ".hidden", O.RDONLY, 0)) {
      Failing.with(Errno.ENOTDIR, () -> KERNEL.list(file));
    }
  }

  @Test
  void listsMoreThanFitsIntoOneCall() {
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 1500; i++) {
      String name = "a-name-that-takes-some-room-in-the-buffer-" + i;
      KERNEL.mknod(directory, name, Mode.S_IFREG | 0600, 0, 0);
      expected.add(name);
    }
    assertThat(KERNEL.list(directory))
        .hasSize(expected.size())
        .extracting(DirectoryEntry::name)
        .containsExactlyInAnyOrderElementsOf(expected);
    Set<String> found = new HashSet<>();
    int pieces = 0;
    try (Fd listing = KERNEL.open(directory, ".", O.RDONLY | O.DIRECTORY, 0)) {
      List<DirectoryEntry> some = KERNEL.listNext(listing);
      for (; !some.isEmpty(); some = KERNEL.listNext(listing)) {
        pieces++;
        some.forEach(entry -> found.add(entry.name()));
      }
      assertThat(KERNEL.listNext(listing)).as("at the end").isEmpty();
    }
    assertThat(found).isEqualTo(expected);
    assertThat(pieces).isGreaterThan(1);
  }

  @Test
  void namesThatAreNotUtf8AreKept() {
    String name = PathBytes.decode(new byte[] {'b', (byte) 0xff, (byte) 0xc3, 'x'});
    KERNEL.mknod(directory, name, Mode.S_IFREG | 0600, 0, 0);
    KERNEL.symlink(name, directory, "l");
    assertThat(KERNEL.list(directory)).extracting(DirectoryEntry::name).contains(name);
    assertThat(KERNEL.readlink(directory, "l")).isEqualTo(name);
    assertThat(KERNEL.stat(directory, "l", 0).inode()).isEqualTo(stat(name).inode());
    KERNEL.unlink(directory, name, 0);
    assertThat(KERNEL.list(directory)).hasSize(1);
    assertThat(PathBytes.encode(name)).isNotEqualTo(name.getBytes(UTF_8));
  }
}
