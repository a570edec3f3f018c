package io.jcontainer.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.kernel.CredentialCalls.CapabilitySets;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is changed here is changed in a thread that ends with the test. */
class LinuxCredentialCallsTest {
  private static final int CAP_CHOWN = 0;
  private static final int CAP_DAC_OVERRIDE = 1;
  private static final int CAP_SETGID = 6;
  private static final int CAP_SETUID = 7;
  private static final int CAP_CHECKPOINT_RESTORE = 40;

  private static final Kernel KERNEL = new LinuxKernel();

  @TempDir Path path;

  private static <T> T inThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().start(task).join();
    return task.get();
  }

  @Test
  void knowsWhoWeAre() throws IOException {
    assertThat(KERNEL.effectiveUid()).isEqualTo(status("Uid:", 10));
  }

  @Test
  void readsCapabilities() throws IOException {
    CapabilitySets sets = KERNEL.capabilities();
    assertThat(sets.effective()).isEqualTo(status("CapEff:", 16));
    assertThat(sets.permitted()).isEqualTo(status("CapPrm:", 16));
    assertThat(sets.inheritable()).isEqualTo(status("CapInh:", 16));
  }

  /** The second column of Uid is the effective one, and the first of the others. */
  private static long status(String field, int radix) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
      if (line.startsWith(field)) {
        String[] columns = line.strip().split("\\s+", -1);
        return Long.parseLong(columns[Math.min(2, columns.length - 1)], radix);
      }
    }
    throw new IOException("no " + field);
  }

  @Test
  void dropsCapabilitiesOfTheThreadAlone() throws Exception {
    TestHost.requireRoot();
    CapabilitySets before = KERNEL.capabilities();
    // one of the low and one of the high 32 bits
    long both = 1L << CAP_CHOWN | 1L << CAP_CHECKPOINT_RESTORE;
    inThread(
        () -> {
          KERNEL.setCapabilities(new CapabilitySets(both, both, 0));
          assertThat(KERNEL.capabilities()).isEqualTo(new CapabilitySets(both, both, 0));
          assertThat(status("CapEff:", 16)).isEqualTo(both);
          Failing.with(
                  Errno.EPERM,
                  () ->
                      KERNEL.setCapabilities(
                          new CapabilitySets(1L << CAP_SETUID, 1L << CAP_SETUID, 0)))
              .hasMessageContaining("capset(effective 0x80, permitted 0x80, inheritable 0x0)");
          return both;
        });
    assertThat(KERNEL.capabilities()).isEqualTo(before);
  }

  @Test
  void filesBelongToTheFsIdsOfTheThread() throws Exception {
    TestHost.requireRoot();
    Files.setAttribute(path, "unix:mode", 0777);
    try (Fd directory = KERNEL.open(Descriptor.CWD, path.toString(), O.DIRECTORY, 0)) {
      inThread(
          () -> {
            assertThat(KERNEL.setFsGid(2001)).isZero();
            assertThat(KERNEL.setFsUid(4_000_000_001L)).isZero();
            KERNEL.mkdir(directory, "a", 0700);
            assertThat(KERNEL.setFsUid(0)).isEqualTo(4_000_000_001L);
            return directory;
          });
      assertThat(KERNEL.stat(directory, "a", 0).uid()).isEqualTo(4_000_000_001L);
      assertThat(KERNEL.stat(directory, "a", 0).gid()).isEqualTo(2001);
      KERNEL.mkdir(directory, "b", 0700);
      assertThat(KERNEL.stat(directory, "b", 0).uid()).isZero();
    }
  }

  /** The call itself has no way to say so. */
  @Test
  void aRefusedChangeIsAnError() throws Exception {
    TestHost.requireRoot();
    inThread(
        () -> {
          CapabilitySets all = KERNEL.capabilities();
          long kept =
              all.effective() & ~(1L << CAP_SETUID | 1L << CAP_SETGID | 1L << CAP_DAC_OVERRIDE);
          KERNEL.setCapabilities(new CapabilitySets(kept, kept, 0));
          Failing.with(Errno.EPERM, () -> KERNEL.setFsUid(1000))
              .hasMessageContaining("setfsuid(1000)");
          Failing.with(Errno.EPERM, () -> KERNEL.setFsGid(1000));
          return all;
        });
  }

  @Test
  void refusesIdsThatAreNone() {
    for (long id : new long[] {-1, 4_294_967_295L, 4_294_967_296L}) {
      Failing.with(Errno.EINVAL, () -> KERNEL.setFsUid(id));
      Failing.with(Errno.EINVAL, () -> KERNEL.setFsGid(id));
    }
  }

  @Test
  void aThreadHasAMaskOfItsOwn() throws Exception {
    try (Fd directory = KERNEL.open(Descriptor.CWD, path.toString(), O.DIRECTORY, 0)) {
      KERNEL.mkdir(directory, "before", 0777);
      inThread(
          () -> {
            KERNEL.setThreadUmask(0);
            KERNEL.mkdir(directory, "open", 0777);
            KERNEL.setThreadUmask(0077);
            KERNEL.mkdir(directory, "closed", 0777);
            return directory;
          });
      KERNEL.mkdir(directory, "after", 0777);
      assertThat(permissions(directory, "open")).isEqualTo(0777);
      assertThat(permissions(directory, "closed")).isEqualTo(0700);
      assertThat(permissions(directory, "after")).isEqualTo(permissions(directory, "before"));
    }
  }

  @Test
  void confinesTheThreadAlone() throws Exception {
    Path inside = Files.createDirectory(path.resolve("inside"));
    Path outside = Files.writeString(path.resolve("outside"), "old");
    long changing = LandlockAccess.WRITE_FILE | LandlockAccess.MAKE_REG | LandlockAccess.MAKE_DIR;
    try (Fd directory = KERNEL.open(Descriptor.CWD, inside.toString(), O.DIRECTORY, 0)) {
      inThread(
          () -> {
            KERNEL.confineThread(directory, changing);
            Files.writeString(inside.resolve("file"), "new");
            assertThat(outside).hasContent("old");
            assertThatThrownBy(() -> Files.writeString(outside, "new"))
                .isInstanceOf(AccessDeniedException.class);
            Failing.with(Errno.EACCES, () -> KERNEL.mkdir(directory, "../other", 0777))
                .hasMessageContaining("mkdirat");
            return inThread(
                () ->
                    assertThatThrownBy(() -> Files.writeString(outside, "new"))
                        .as("a thread of such a thread")
                        .isInstanceOf(AccessDeniedException.class));
          });
      Failing.with(Errno.EINVAL, () -> KERNEL.confineThread(directory, 1L << 60))
          .hasMessageContaining("of this thread alone");
    }
    Files.writeString(outside, "new");
  }

  private static int permissions(Fd directory, String name) {
    return KERNEL.stat(directory, name, 0).mode() & Mode.PERMISSIONS;
  }
}
