package io.jcontainer.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts that are never attached: the host's table of mounts stays as it is. */
class LinuxMountCallsTest {
  private static final Kernel KERNEL = new LinuxKernel();

  @TempDir Path path;
  private String mountsBefore = "";

  @BeforeEach
  void count() throws IOException {
    TestHost.requireRoot();
    mountsBefore = mounts();
  }

  /** Only mounts that name the test's own directory count: others may mount meanwhile. */
  @AfterEach
  void theHostSawNothing() throws IOException {
    assertThat(mounts()).isEqualTo(mountsBefore);
  }

  private String mounts() throws IOException {
    return String.join(
        "\n",
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
            .filter(line -> line.contains(path.toString()) || line.contains("jcontainer-test"))
            .toList());
  }

  private static Fd tmpfs(int attributes) {
    try (Fd context = KERNEL.fsopen("tmpfs")) {
      KERNEL.fsconfigString(context, "source", "jcontainer-test");
      KERNEL.fsconfigString(context, "mode", "0711");
      KERNEL.fsconfigCreate(context);
      return KERNEL.fsmount(context, attributes);
    }
  }

  @Test
  void mountsDetached() throws IOException {
    try (Fd mount = tmpfs(MountAttr.NOSUID | MountAttr.NODEV);
        Fd root = KERNEL.open(mount, ".", O.DIRECTORY, 0)) {
      FileStatus status = KERNEL.stat(mount, "", At.EMPTY_PATH);
      assertThat(status.mode()).isEqualTo(Mode.S_IFDIR | 0711);
      KERNEL.mkdir(mount, "a", 0700);
      assertThat(KERNEL.list(root)).hasSize(1);
      assertThat(DescriptorFlags.isClosedOnExec(mount)).isTrue();
      KERNEL.mknod(mount, "null", Mode.S_IFCHR | 0666, 1, 3);
      Failing.with(Errno.EACCES, () -> KERNEL.open(mount, "null", O.RDONLY, 0));
    }
  }

  @Test
  void theIdOfAMountIsNeverGivenToAnother() {
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      try (Fd mount = tmpfs(0)) {
        ids.add(KERNEL.stat(mount, "", At.EMPTY_PATH).mountId());
      }
    }
    assertThat(ids).hasSize(50);
  }

  @Test
  void setsFlagsOfAFileSystem() {
    try (Fd context = KERNEL.fsopen("tmpfs")) {
      KERNEL.fsconfigFlag(context, "ro");
      KERNEL.fsconfigCreate(context);
      try (Fd mount = KERNEL.fsmount(context, 0)) {
        Failing.with(Errno.EROFS, () -> KERNEL.mkdir(mount, "a", 0700));
      }
    }
  }

  @Test
  void changesAttributes() {
    try (Fd mount = tmpfs(0)) {
      KERNEL.mkdir(mount, "a", 0700);
      KERNEL.mountSetattr(mount, "", At.EMPTY_PATH, MountAttr.RDONLY, 0, Propagation.PRIVATE, null);
      Failing.with(Errno.EROFS, () -> KERNEL.mkdir(mount, "b", 0700));
      KERNEL.mountSetattr(mount, "", At.EMPTY_PATH, 0, MountAttr.RDONLY, 0, null);
      KERNEL.mkdir(mount, "b", 0700);
      Failing.with(
              Errno.EINVAL,
              () ->
                  KERNEL.mountSetattr(
                      mount, "", At.EMPTY_PATH, MountAttr.RDONLY, 1L << 40, 0, null))
          .hasMessageContaining(
              "\"\", AT_EMPTY_PATH, set MOUNT_ATTR_RDONLY, clear 0x10000000000, propagation 0)");
    }
  }

  @Test
  void mapsIdsOfAClonedTree() throws IOException, InterruptedException {
    Files.createDirectory(path.resolve("d"));
    Process sleeper = new ProcessBuilder("unshare", "-U", "sleep", "60").start();
    try {
      Path proc = Path.of("/proc", Long.toString(sleeper.pid()));
      while (Files.readSymbolicLink(proc.resolve("ns/user"))
          .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/user")))) {
        Thread.sleep(2);
      }
      Files.writeString(proc.resolve("uid_map"), "0 100000 65536");
      Files.writeString(proc.resolve("gid_map"), "0 200000 65536");
      try (Fd namespace = KERNEL.open(Descriptor.CWD, proc + "/ns/user", O.RDONLY, 0);
          Fd tree = KERNEL.openTree(Descriptor.CWD, path.toString(), OpenTree.CLONE)) {
        assertThat(DescriptorFlags.isClosedOnExec(tree)).isTrue();
        KERNEL.mountSetattr(tree, "", At.EMPTY_PATH, MountAttr.IDMAP, 0, 0, namespace);
        FileStatus shifted = KERNEL.stat(tree, "d", 0);
        assertThat(shifted.uid()).isEqualTo(100_000);
        assertThat(shifted.gid()).isEqualTo(200_000);
      }
    } finally {
      sleeper.destroyForcibly().waitFor();
    }
  }

  @Test
  void saysWhatTheFileSystemSaid() {
    try (Fd context = KERNEL.fsopen("tmpfs")) {
      Failing.with(Errno.EINVAL, () -> KERNEL.fsconfigString(context, "colour", "red"))
          .hasMessage(
              "fsconfig(%s, FSCONFIG_SET_STRING, \"colour\", \"red\"): EINVAL (invalid argument):"
                      .formatted(context)
                  + " tmpfs: Unknown parameter 'colour'");
      Failing.with(Errno.EINVAL, () -> KERNEL.fsconfigString(context, "mode", "x".repeat(256)));
    }
    Failing.with(Errno.ENODEV, () -> KERNEL.fsopen("no-such-fs"))
        .hasMessageContaining("fsopen(\"no-such-fs\")");
  }

  @Test
  void creatingFailsWithTheLog() throws IOException {
    Files.createDirectory(path.resolve("lower"));
    try (Fd context = KERNEL.fsopen("overlay")) {
      Failing.with(
              Errno.EINVAL,
              () -> {
                KERNEL.fsconfigString(context, "lowerdir", path + "/lower");
                KERNEL.fsconfigString(context, "redirect_dir", "nonsense");
                KERNEL.fsconfigCreate(context);
              })
          .hasMessageContaining("overlay: ");
    }
    try (Fd context = KERNEL.fsopen("ext4")) {
      KERNEL.fsconfigString(context, "source", "/dev/null");
      Failing.with(Errno.ENOTBLK, () -> KERNEL.fsconfigCreate(context))
          .hasMessageContaining("FSCONFIG_CMD_CREATE): ENOTBLK (block device required): ")
          .hasMessageContaining("/dev/null");
    }
  }

  @Test
  void refusesTargetsThatAreNotThere() {
    try (Fd mount = tmpfs(0)) {
      Failing.with(
              Errno.ENOENT,
              () ->
                  KERNEL.moveMount(
                      mount, "", Descriptor.CWD, path + "/none", MoveMount.F_EMPTY_PATH))
          .hasMessageContaining("/none\", MOVE_MOUNT_F_EMPTY_PATH)");
    }
    Failing.with(Errno.EINVAL, () -> KERNEL.umount(path.toString(), Umount.UMOUNT_NOFOLLOW))
        .hasMessageContaining("UMOUNT_NOFOLLOW");
  }

  /** Attached beneath a mount that is itself detached from everything. */
  @Test
  void movesAndUnmountsBeneathADetachedMount() {
    try (Fd outer = tmpfs(0);
        Fd inner = tmpfs(MountAttr.NOEXEC)) {
      KERNEL.mkdir(outer, "at", 0700);
      KERNEL.mkdir(inner, "inside", 0700);
      int flags = MoveMount.F_EMPTY_PATH;
      KERNEL.moveMount(inner, "", outer, "at", flags);
      assertThat(KERNEL.stat(outer, "at/inside", 0).isDirectory()).isTrue();
      assertThat(KERNEL.stat(outer, "at", 0).mountId())
          .isNotEqualTo(KERNEL.stat(outer, "", At.EMPTY_PATH).mountId());
    }
  }
}
