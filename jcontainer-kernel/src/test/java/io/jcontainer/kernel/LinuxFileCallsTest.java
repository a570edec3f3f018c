package io.jcontainer.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFileCallsTest {
  /** FIONREAD of {@code asm-generic/ioctls.h} takes an address, TCFLSH a number. */
  private static final long TCFLSH = 0x540b;

  private static final long FIONREAD = 0x541b;
  private static final long TIOCGWINSZ = 0x5413;

  private static final Kernel KERNEL = new LinuxKernel();

  @TempDir Path path;
  private Fd directory;

  @BeforeEach
  void open() {
    directory = KERNEL.open(Descriptor.CWD, path.toString(), O.DIRECTORY | O.PATH, 0);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private Fd create(String name) {
    return KERNEL.open(directory, name, O.RDWR | O.CREAT | O.EXCL, 0600);
  }

  @Test
  void writesAndReads() throws IOException {
    try (Fd file = create("f")) {
      KERNEL.write(file, "_hello_".getBytes(UTF_8), 1, 5);
      assertThat(KERNEL.seek(file, -4, Seek.CUR)).isEqualTo(1);
      byte[] buffer = new byte[10];
      assertThat(KERNEL.read(file, buffer, 2, 8)).isEqualTo(4);
      assertThat(new String(buffer, 2, 4, UTF_8)).isEqualTo("ello");
      assertThat(KERNEL.read(file, buffer, 0, 8)).isZero();
    }
    assertThat(path.resolve("f")).hasContent("hello");
    assertThat(Files.getPosixFilePermissions(path.resolve("f"))).hasSize(2);
  }

  @Test
  void writesMoreThanFitsIntoOneCall() throws IOException {
    byte[] large = new byte[1_000_003];
    new Random(7).nextBytes(large);
    byte[] back = new byte[large.length];
    try (Fd file = create("f")) {
      KERNEL.write(file, large, 0, large.length);
      KERNEL.seek(file, 0, Seek.SET);
      int total = 0;
      for (int count; (count = KERNEL.read(file, back, total, back.length - total)) > 0; ) {
        total += count;
      }
      assertThat(total).isEqualTo(large.length);
    }
    assertThat(back).isEqualTo(large);
    assertThat(Files.readAllBytes(path.resolve("f"))).isEqualTo(large);
  }

  @Test
  void writingNothingIsNoError() {
    try (Fd file = create("f")) {
      KERNEL.write(file, new byte[0], 0, 0);
      assertThat(KERNEL.read(file, new byte[1], 0, 0)).isZero();
    }
  }

  @Test
  void refusesRangesOutsideOfTheArray() {
    try (Fd file = create("f")) {
      assertThatThrownBy(() -> KERNEL.read(file, new byte[4], 2, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> KERNEL.write(file, new byte[4], -1, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void saysWhatFailedInTheKernelsNames() {
    Failing.with(Errno.ENOENT, () -> KERNEL.open(directory, "no\n", O.RDONLY | O.NOFOLLOW, 0))
        .hasMessage(
            "openat(%s, \"no\\u000a\", O_RDONLY|O_NOFOLLOW): ENOENT (no such file or directory)"
                .formatted(directory));
    create("f").close();
    Failing.with(Errno.EEXIST, () -> create("f"));
    Failing.with(Errno.ENOTDIR, () -> KERNEL.open(directory, "f", O.DIRECTORY, 0));
    try (Fd reading = KERNEL.open(directory, "f", O.RDONLY, 0)) {
      Failing.with(Errno.EBADF, () -> KERNEL.write(reading, new byte[3], 0, 3))
          .hasMessageContaining("write(%s, 3 bytes)".formatted(reading));
    }
  }

  @Test
  void doesNotFollowLinksWhenAsked() throws IOException {
    Files.createSymbolicLink(path.resolve("l"), Path.of("/etc/passwd"));
    Failing.with(Errno.ELOOP, () -> KERNEL.open(directory, "l", O.RDONLY | O.NOFOLLOW, 0));
  }

  @Test
  void staysBeneathWhenAsked() throws IOException {
    Files.createDirectories(path.resolve("a/b"));
    Files.createSymbolicLink(path.resolve("a/up"), Path.of("../.."));
    Files.createSymbolicLink(path.resolve("abs"), Path.of("/a/b"));
    Failing.with(Errno.EXDEV, () -> resolved("a/up", Resolve.BENEATH));
    Failing.with(Errno.EXDEV, () -> resolved("../x", Resolve.BENEATH));
    Failing.with(Errno.EXDEV, () -> resolved("abs", Resolve.BENEATH));
    Failing.with(Errno.ELOOP, () -> resolved("abs", Resolve.NO_SYMLINKS));
    // in a root of its own, the absolute link leads to a/b and .. stays at the top
    for (String inside : new String[] {"abs", "../../abs", "a/up/abs"}) {
      try (Fd opened = resolved(inside, Resolve.IN_ROOT);
          Fd expected = resolved("a/b", Resolve.BENEATH)) {
        assertThat(KERNEL.stat(opened, "", At.EMPTY_PATH).inode())
            .isEqualTo(KERNEL.stat(expected, "", At.EMPTY_PATH).inode());
      }
    }
  }

  private Fd resolved(String name, long resolve) {
    return KERNEL.openResolved(directory, name, O.PATH, 0, resolve);
  }

  @Test
  void neitherCrossesMountsNorMagicLinksWhenAsked() {
    try (Fd root = KERNEL.open(Descriptor.CWD, "/", O.PATH | O.DIRECTORY, 0)) {
      Failing.with(
              Errno.EXDEV, () -> KERNEL.openResolved(root, "proc/self", O.PATH, 0, Resolve.NO_XDEV))
          .hasMessageContaining("O_PATH, RESOLVE_NO_XDEV)");
      Failing.with(
          Errno.ELOOP,
          () -> KERNEL.openResolved(root, "proc/self/cwd", O.PATH, 0, Resolve.NO_MAGICLINKS));
    }
  }

  @Test
  void resolvingCreatesWithTheMode() {
    try (Fd made = KERNEL.openResolved(directory, "f", O.CREAT | O.WRONLY, 0400, Resolve.BENEATH)) {
      assertThat(KERNEL.stat(made, "", At.EMPTY_PATH).mode()).isEqualTo(Mode.S_IFREG | 0400);
    }
  }

  @Test
  void everythingOpenedIsClosedOnExec() throws IOException {
    try (Fd file = create("f");
        Fd resolved = resolved("f", 0);
        Fd memfd = KERNEL.memfd("m", 0)) {
      for (Fd fd : new Fd[] {directory, file, resolved, memfd}) {
        assertThat(DescriptorFlags.isClosedOnExec(fd)).as("%s", fd).isTrue();
      }
    }
  }

  @Test
  void tellsTheFileSystemsSize() throws IOException {
    try (Fd file = create("f")) {
      FileSystemUsage usage = KERNEL.statfs(file);
      assertThat(usage.size()).isEqualTo(Files.getFileStore(path).getTotalSpace());
      assertThat(usage.free()).isBetween(1L, usage.size());
      assertThat(usage.freeFiles()).isLessThanOrEqualTo(usage.files());
    }
  }

  @Test
  void truncatesAndSynchronizes() {
    try (Fd file = create("f")) {
      KERNEL.truncate(file, 10);
      KERNEL.fsync(file);
      KERNEL.syncfs(file);
      assertThat(KERNEL.seek(file, 0, Seek.END)).isEqualTo(10);
      assertThat(KERNEL.seek(file, 0, Seek.HOLE)).isZero();
      Failing.with(Errno.EINVAL, () -> KERNEL.truncate(file, -1));
      Failing.with(Errno.EINVAL, () -> KERNEL.seek(file, -1, Seek.SET))
          .hasMessageContaining("-1, SEEK_SET");
    }
  }

  @Test
  void locksOncePerOpenFile() {
    try (Fd first = create("f");
        Fd second = KERNEL.open(directory, "f", O.RDONLY, 0)) {
      assertThat(KERNEL.flock(first, Lock.SH)).isTrue();
      assertThat(KERNEL.flock(second, Lock.SH | Lock.NB)).isTrue();
      assertThat(KERNEL.flock(second, Lock.EX | Lock.NB)).isFalse();
      assertThat(KERNEL.flock(first, Lock.UN)).isTrue();
      assertThat(KERNEL.flock(second, Lock.EX | Lock.NB)).isTrue();
      Failing.with(Errno.EINVAL, () -> KERNEL.flock(first, 0));
    }
  }

  @Test
  void setsTheStatusFlagsOfAnOpenFile() throws IOException {
    try (Fd event = KERNEL.eventfd(0);
        Fd reading = KERNEL.open(Descriptor.CWD, "/proc/self/stat", O.RDONLY, 0)) {
      KERNEL.setStatusFlags(event, O.NONBLOCK);
      Failing.with(Errno.EAGAIN, () -> KERNEL.read(event, new byte[8], 0, 8));
      assertThat(DescriptorFlags.isClosedOnExec(event)).isTrue();
      KERNEL.setStatusFlags(event, 0);
      assertThat(DescriptorFlags.flags(event) & O.NONBLOCK).isZero();
      Failing.with(Errno.EINVAL, () -> KERNEL.setStatusFlags(reading, O.DIRECT))
          .hasMessageContaining("F_SETFL, O_RDONLY|O_DIRECT)");
    }
  }

  @Test
  void sealsMemfds() {
    try (Fd memfd = KERNEL.memfd("program", MemFd.ALLOW_SEALING)) {
      KERNEL.write(memfd, new byte[5], 0, 5);
      KERNEL.addSeals(memfd, Seal.GROW | Seal.SHRINK | Seal.WRITE | Seal.SEAL);
      Failing.with(Errno.EPERM, () -> KERNEL.write(memfd, new byte[1], 0, 1));
      Failing.with(Errno.EPERM, () -> KERNEL.truncate(memfd, 0));
      Failing.with(Errno.EPERM, () -> KERNEL.truncate(memfd, 10));
      Failing.with(Errno.EPERM, () -> KERNEL.addSeals(memfd, Seal.FUTURE_WRITE))
          .hasMessageContaining("F_ADD_SEALS, F_SEAL_FUTURE_WRITE");
    }
    try (Fd memfd = KERNEL.memfd("unsealed", 0)) {
      Failing.with(Errno.EPERM, () -> KERNEL.addSeals(memfd, Seal.WRITE));
    }
  }

  @Test
  void refusesIoctlsThatAFileHasNot() {
    try (Fd file = create("f")) {
      Failing.with(Errno.ENOTTY, () -> KERNEL.ioctl(file, TCFLSH, 0))
          .hasMessageContaining("ioctl(%s, 0x540b, 0x0)".formatted(file));
    }
  }

  @Test
  void passesStructuresToIoctlsAndBack() {
    try (Fd memory = KERNEL.memfd("m", 0)) {
      Failing.with(Errno.ENOTTY, () -> KERNEL.ioctl(memory, TIOCGWINSZ, new byte[8]))
          .hasMessageContaining("ioctl(%s, 0x5413, 8 bytes)".formatted(memory));
    }
    List<Fd> ends = KERNEL.pipe(0);
    try (Fd reading = ends.get(0);
        Fd writing = ends.get(1)) {
      KERNEL.write(writing, new byte[300], 0, 300);
      byte[] available = new byte[4];
      KERNEL.ioctl(reading, FIONREAD, available);
      assertThat(available).containsExactly(300 & 0xff, 300 >> 8, 0, 0);
    }
  }

  @Test
  void writesOnceWhatFits() {
    List<Fd> ends = KERNEL.pipe(O.NONBLOCK);
    try (Fd reading = ends.get(0);
        Fd writing = ends.get(1)) {
      byte[] much = new byte[1 << 20];
      int taken = KERNEL.writeOnce(writing, much, 0, much.length);
      assertThat(taken).isBetween(4096, much.length - 1);
      Failing.with(Errno.EAGAIN, () -> KERNEL.writeOnce(writing, much, 0, 1));
      assertThat(KERNEL.read(reading, much, 0, 4096)).isEqualTo(4096);
      assertThat(KERNEL.writeOnce(writing, much, 7, 100)).isEqualTo(100);
    }
  }

  @Test
  void tellsFileSystemsApart() {
    try (Fd proc = KERNEL.open(Descriptor.CWD, "/proc", O.RDONLY, 0);
        Fd memory = KERNEL.memfd("m", 0)) {
      assertThat(KERNEL.fileSystemMagic(proc)).isEqualTo(0x9fa0);
      assertThat(KERNEL.fileSystemMagic(memory)).isEqualTo(0x01021994);
    }
  }

  @Test
  void refusesNulBeforeTheCall() {
    Failing.with(Errno.EINVAL, () -> KERNEL.open(directory, "f\0g", O.RDWR | O.CREAT, 0600));
    assertThat(path).isEmptyDirectory();
  }

  @Test
  void pathsLongerThanTheKernelTakesAreItsError() {
    Failing.with(Errno.ENAMETOOLONG, () -> KERNEL.open(directory, "x".repeat(10_000), O.RDONLY, 0));
  }

  @Test
  void aClosedDescriptorIsNotUsed() {
    Fd file = create("f");
    file.close();
    assertThatThrownBy(() -> KERNEL.fsync(file)).isInstanceOf(IllegalStateException.class);
    file.close();
    assertThat(file.isClosed()).isTrue();
  }
}
