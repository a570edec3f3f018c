package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.MemFd;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Seal;
import io.jcontainer.kernel.WaitStatus;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LauncherTest {
  private static final int SIGKILL = 9;
  private static final int SIGCHLD = 17;
  private static final int CLONE_NEWPID = 0x2000_0000;

  @Test
  void theEndOfTheControlSocketEndsAParkedHelper() {
    try (Launcher launcher = new Launcher(Run.KERNEL);
        Helper helper = launcher.spawn()) {
      helper.closeControl();
      assertThat(helper.awaitExit())
          .isEqualTo(new WaitStatus(helper.pid(), false, Program.FAULT_EXIT));
    }
  }

  @Test
  void closingAHelperKillsAndReapsIt() {
    try (Launcher launcher = new Launcher(Run.KERNEL)) {
      Helper helper = launcher.spawn();
      helper.close();
      helper.close();
      assertThat(helper.awaitExit().pid()).isEqualTo(helper.pid());
      assertThat(Proc.path(helper.pid(), "stat")).doesNotExist();
    }
  }

  @Test
  void closingAHelperReleasesAThreadThatWaitsForItsEnd()
      throws InterruptedException, ExecutionException {
    try (Launcher launcher = new Launcher(Run.KERNEL);
        ExecutorService waiter = Executors.newSingleThreadExecutor()) {
      Helper helper = launcher.spawn();
      Proc.awaitParked(helper.pid());
      Future<WaitStatus> end = waiter.submit(helper::awaitExit);
      helper.close();
      assertThat(end.get().pid()).isEqualTo(helper.pid());
    }
  }

  @Test
  void closingTheLauncherEndsItsParkedHelpers() {
    Launcher launcher = new Launcher(Run.KERNEL);
    try (Helper helper = launcher.spawn()) {
      Proc.awaitParked(helper.pid());
      launcher.close();
      assertThat(helper.awaitExit()).isEqualTo(new WaitStatus(helper.pid(), true, SIGKILL));
      assertThatThrownBy(launcher::spawn)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the launcher is closed");
    }
  }

  @Test
  void manyThreadsSpawnThroughTheOne() throws InterruptedException, ExecutionException {
    try (Launcher launcher = new Launcher(Run.KERNEL);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Helper>> spawned = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        spawned.add(callers.submit(launcher::spawn));
      }
      for (Future<Helper> future : spawned) {
        try (Helper helper = future.get()) {
          Proc.awaitParked(helper.pid());
        }
      }
    }
  }

  @Test
  void aHelperDiesWithAJvmThatIsKilled() throws IOException, InterruptedException {
    Process jvm = otherJvm();
    try (BufferedReader output = jvm.inputReader()) {
      long pid = Long.parseLong(output.readLine());
      Proc.awaitParked((int) pid);
      jvm.destroyForcibly().waitFor();
      Proc.awaitGone(pid);
    } finally {
      jvm.destroyForcibly();
    }
  }

  private static Process otherJvm() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ParkedHelper.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Prints the id of a parked helper and waits to be killed. */
  static final class ParkedHelper {
    private ParkedHelper() {}

    public static void main(String[] arguments) throws IOException {
      try (Launcher launcher = new Launcher(Run.KERNEL);
          Helper helper = launcher.spawn()) {
        System.out.println(helper.pid());
        assertThat(System.in.read()).isNotEqualTo(-1);
      }
    }
  }

  @Test
  void anOlderKernelWithoutExecFlagAndSealWillDo() {
    Kernel older =
        failing(
            (name, flags) ->
                (name.equals("memfd") && (flags & MemFd.EXEC) != 0)
                        || (name.equals("addSeals") && (flags & Seal.EXEC) != 0)
                    ? Errno.EINVAL
                    : null);
    try (Launcher launcher = new Launcher(older);
        Helper helper = launcher.spawn()) {
      Proc.awaitParked(helper.pid());
    }
  }

  @Test
  void aHostThatForbidsExecutableMemfdsIsToldHowToAllowThem() {
    Kernel strict = failing((name, flags) -> name.equals("memfd") ? Errno.EACCES : null);
    assertThatThrownBy(() -> new Launcher(strict))
        .isInstanceOf(HostUnsupportedException.class)
        .hasMessageContaining("set vm.memfd_noexec to 0 or 1");
  }

  /** What the test above pretends; the setting belongs to a pid namespace, here one of its own. */
  @Test
  @Requires(Requirement.ROOT)
  void aKernelThatForbidsExecutableMemfdsSaysEacces() {
    ProgramBuilder program = Run.program("forbid");
    Label child = program.label("child");
    Cell pid = program.cell("pid");
    Cell file = program.cell("file");
    program.step("make a pid namespace", Sys.UNSHARE, number(CLONE_NEWPID));
    program.step("fork", Sys.CLONE, number(SIGCHLD)).into(pid).onZero(child);
    program.step("wait", Sys.WAIT4, pid.value());
    program.exit(0);
    program.mark(child);
    program.step("see who I am", Sys.GETPID).into(pid);
    program
        .step("compare with 1", Builtin.XOR, pid.value(), number(1))
        .onNegative(Target.FAULT)
        .onPositive(Target.FAULT);
    program
        .step(
            "open the setting",
            Sys.OPENAT,
            number(Descriptor.CWD.number()),
            program.string("/proc/sys/vm/memfd_noexec").address(),
            number(O.WRONLY))
        .into(file);
    program.step("forbid", Sys.WRITE, file.value(), program.string("2").address(), number(1));
    program.step(
        "make an executable file",
        Sys.MEMFD_CREATE,
        program.string("x").address(),
        number(MemFd.ALLOW_SEALING | MemFd.EXEC));
    try (Launcher launcher = new Launcher(Run.KERNEL);
        Run run = Run.of(launcher, program)) {
      boolean known = Files.exists(Path.of("/proc/sys/vm/memfd_noexec")); // since Linux 6.3
      assertThat(run.fault().sentence())
          .isEqualTo(
              known
                  ? "cannot make an executable file: EACCES (permission denied)"
                  : "cannot open the setting: ENOENT (no such file or directory)");
    }
  }

  @Test
  void withoutAProcessDescriptorTheProcessIsEndedAndReaped() {
    List<Integer> spawned = new ArrayList<>();
    Kernel scarce =
        failing(
            (name, flags) -> {
              if (name.equals("pidfdOpen")) {
                spawned.add(flags);
                return Errno.EMFILE;
              }
              return null;
            });
    try (Launcher launcher = new Launcher(scarce)) {
      assertThatThrownBy(launcher::spawn)
          .isInstanceOf(KernelException.class)
          .hasMessageContaining("EMFILE");
      assertThat(Proc.path(spawned.getFirst(), "stat")).doesNotExist();
    }
  }

  /** What a call shall fail with, given its name and its last number. */
  private interface Failure {
    @Nullable Errno of(String name, int flags);
  }

  /** The kernel, with some calls made to fail. */
  private static Kernel failing(Failure failure) {
    return (Kernel)
        Proxy.newProxyInstance(
            Kernel.class.getClassLoader(),
            new Class<?>[] {Kernel.class},
            (proxy, method, arguments) -> {
              Object last = arguments == null ? null : arguments[arguments.length - 1];
              Errno errno = failure.of(method.getName(), last instanceof Integer i ? i : 0);
              if (errno != null) {
                throw new KernelException(method.getName(), errno);
              }
              try {
                return method.invoke(Run.KERNEL, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
