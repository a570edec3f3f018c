package io.jcontainer.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.ffi.Frame;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxOwnershipCallsTest {
  private static final Kernel KERNEL = new LinuxKernel();

  @TempDir Path path;
  private Fd directory;

  @BeforeEach
  void open() {
    directory = KERNEL.open(Descriptor.CWD, path.toString(), O.DIRECTORY, 0);
    KERNEL.open(directory, "f", O.CREAT | O.WRONLY, 0600).close();
    KERNEL.symlink("f", directory, "l");
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private int permissions(String name) {
    return KERNEL.stat(directory, name, At.SYMLINK_NOFOLLOW).mode() & Mode.PERMISSIONS;
  }

  @Test
  void changesModes() {
    KERNEL.chmod(directory, "f", 04751, 0);
    assertThat(permissions("f")).isEqualTo(04751);
    KERNEL.chmod(directory, "l", 0640, 0);
    assertThat(permissions("f")).isEqualTo(0640);
    KERNEL.chmod(directory, "f", 0600, At.SYMLINK_NOFOLLOW);
    assertThat(permissions("f")).isEqualTo(0600);
    KERNEL.chmod(directory, "", 0711, At.EMPTY_PATH);
    assertThat(permissions(".")).isEqualTo(0711);
  }

  @Test
  void neverChangesTheTargetOfALinkThatIsNotToBeFollowed() {
    Failing.with(Errno.EOPNOTSUPP, () -> KERNEL.chmod(directory, "l", 04777, At.SYMLINK_NOFOLLOW))
        .hasMessageContaining(
            "fchmodat2(%s, \"l\", 04777, AT_SYMLINK_NOFOLLOW)".formatted(directory));
    assertThat(permissions("f")).isEqualTo(0600);
  }

  /** As on kernels before 6.6, where the call does not exist. */
  @Test
  void doesTheSameThroughTheLinkInProc() {
    assertThat(chmodByLink("f", 04751, At.SYMLINK_NOFOLLOW)).isZero();
    assertThat(permissions("f")).isEqualTo(04751);
    assertThat(chmodByLink("f", 0600, At.SYMLINK_NOFOLLOW)).isZero();
    assertThat(chmodByLink("l", 04777, At.SYMLINK_NOFOLLOW)).isEqualTo(-Errno.EOPNOTSUPP.number());
    assertThat(permissions("f")).isEqualTo(0600);
    assertThat(chmodByLink("", 0700, At.EMPTY_PATH)).isZero();
    assertThat(permissions(".")).isEqualTo(0700);
    assertThat(chmodByLink("none", 0700, At.SYMLINK_NOFOLLOW)).isEqualTo(-Errno.ENOENT.number());
    assertThat(chmodByLink("f", 0700, At.RECURSIVE)).isEqualTo(-Errno.EINVAL.number());
    try (Fd link = KERNEL.open(directory, "l", O.PATH | O.NOFOLLOW, 0);
        Frame frame = Frame.open()) {
      assertThat(LinuxOwnershipCalls.chmodByLink(frame, link.number(), "", 0777, At.EMPTY_PATH))
          .isEqualTo(-Errno.EOPNOTSUPP.number());
    }
    assertThat(permissions("f")).isEqualTo(0600);
  }

  private long chmodByLink(String name, int mode, int atFlags) {
    try (Frame frame = Frame.open()) {
      return LinuxOwnershipCalls.chmodByLink(frame, directory.number(), name, mode, atFlags);
    }
  }

  @Test
  void changesOwnersOfLinksThemselves() {
    TestHost.requireRoot();
    KERNEL.chown(directory, "l", 4_294_967_294L, 65_536, At.SYMLINK_NOFOLLOW);
    FileStatus link = KERNEL.stat(directory, "l", At.SYMLINK_NOFOLLOW);
    assertThat(link.uid()).isEqualTo(4_294_967_294L);
    assertThat(link.gid()).isEqualTo(65_536);
    assertThat(KERNEL.stat(directory, "f", 0).uid()).isZero();
    KERNEL.chown(directory, "l", -1, 7, At.SYMLINK_NOFOLLOW);
    link = KERNEL.stat(directory, "l", At.SYMLINK_NOFOLLOW);
    assertThat(link.uid()).isEqualTo(4_294_967_294L);
    assertThat(link.gid()).isEqualTo(7);
  }

  /** 4294967295 is -1 to the kernel: a change that an image asks for would silently not happen. */
  @Test
  void refusesIdsThatAreNone() {
    for (long id : new long[] {4_294_967_295L, 4_294_967_296L, -2, Long.MIN_VALUE}) {
      Failing.with(Errno.EINVAL, () -> KERNEL.chown(directory, "f", id, 0, 0))
          .hasMessageContaining("no such id: " + id);
      Failing.with(Errno.EINVAL, () -> KERNEL.chown(directory, "f", 0, id, 0));
    }
  }
}
