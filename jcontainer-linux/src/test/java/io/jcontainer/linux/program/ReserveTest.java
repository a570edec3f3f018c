package io.jcontainer.linux.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReserveTest {
  @Test
  void whatIsInReserveIsTakenAtOnceAndRunsPrograms() {
    try (Launcher launcher = new Launcher(Run.KERNEL, 1)) {
      List<Long> before = children();
      restocked(launcher);
      long kept = newChild(before);
      CompletableFuture<Helper> taken = launcher.take();
      assertThat(taken).isDone();
      try (Helper helper = taken.join();
          Helper next = launcher.take().join()) {
        assertThat((long) helper.pid()).isEqualTo(kept);
        assertThat(next.pid()).isNotEqualTo(helper.pid());
        ProgramBuilder program = Program.named("end");
        program.exit(7);
        helper.run(program.build(), List.of());
        assertThat(helper.awaitExit().value()).isEqualTo(7);
      }
    }
  }

  @Test
  void itKeepsNoMoreThanItWasToldTo() {
    try (Launcher launcher = new Launcher(Run.KERNEL, 2)) {
      List<Long> before = children();
      restocked(launcher);
      restocked(launcher);
      assertThat(children()).hasSize(before.size() + 2);
      launcher.take().join().close();
      restocked(launcher);
      assertThat(children()).hasSize(before.size() + 2);
    }
  }

  @Test
  void ofNoneNothingIsKept() {
    try (Launcher launcher = new Launcher(Run.KERNEL)) {
      List<Long> before = children();
      restocked(launcher);
      assertThat(children()).isEqualTo(before);
    }
  }

  @Test
  void oneThatWasKilledMeanwhileIsNotHandedOut() {
    try (Launcher launcher = new Launcher(Run.KERNEL, 1)) {
      List<Long> before = children();
      restocked(launcher);
      long kept = newChild(before);
      ProcessHandle.of(kept).orElseThrow().destroyForcibly();
      Proc.awaitGone(kept);
      try (Helper helper = launcher.take().join()) {
        assertThat((long) helper.pid()).isNotEqualTo(kept);
        assertThat(helper.exitIfEnded()).isNull();
      }
    }
  }

  @Test
  void closingEndsWhatIsKeptAndNothingIsKeptAfterwards() {
    List<Long> before = children();
    Launcher launcher = new Launcher(Run.KERNEL, 3);
    restocked(launcher);
    assertThat(children()).hasSize(before.size() + 3);
    launcher.restock();
    launcher.close();
    assertThat(children()).isEqualTo(before);
    launcher.restock();
    assertThatThrownBy(launcher::take).isInstanceOf(RejectedExecutionException.class);
    assertThat(children()).isEqualTo(before);
  }

  @Test
  void whoNeedsAProcessIsToldThatNoneCanBeMade() {
    AtomicBoolean full = new AtomicBoolean(true);
    Kernel kernel =
        (Kernel)
            Proxy.newProxyInstance(
                ReserveTest.class.getClassLoader(),
                new Class<?>[] {Kernel.class},
                (_, method, arguments) -> {
                  if (method.getName().equals("spawn") && full.get()) {
                    throw new KernelException("posix_spawn", Errno.EAGAIN, "");
                  }
                  try {
                    return method.invoke(Run.KERNEL, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    try (Launcher launcher = new Launcher(kernel, 1)) {
      launcher.restock();
      assertThatThrownBy(() -> launcher.take().join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(KernelException.class);
      full.set(false);
      restocked(launcher);
      assertThat(launcher.take()).isDone().satisfies(taken -> taken.join().close());
    }
  }

  /** All helpers come from one thread: when another is there, those of the reserve are. */
  private static void restocked(Launcher launcher) {
    launcher.restock();
    launcher.spawn().close();
  }

  private static List<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).sorted().toList();
  }

  private static long newChild(List<Long> before) {
    List<Long> now = children();
    assertThat(now).hasSize(before.size() + 1);
    return now.stream().filter(pid -> !before.contains(pid)).findFirst().orElseThrow();
  }
}
