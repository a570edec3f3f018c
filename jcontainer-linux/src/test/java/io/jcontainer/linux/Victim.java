package io.jcontainer.linux;

import io.jcontainer.Container;
import io.jcontainer.Signal;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.linux.container.StepVictim;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program that is killed: {@code root hog count} runs so many containers until somebody kills it,
 * {@code root hog call n seconds} kills itself at the n-th system call of an engine's and a
 * container's whole life, or says how many there were, {@code root hog step n seconds} as {@link
 * StepVictim} says. {@code detached} and {@code detached-call} are the same with detached
 * containers.
 */
final class Victim {
  private static final int SIGKILL = 9;

  private Victim() {}

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    Path hog = Path.of(args[1]);
    switch (args[2]) {
      case "call" -> killedAtCall(root, Integer.parseInt(args[3]), args[4]);
      case "detached" -> withDetached(root, Integer.parseInt(args[3]));
      case "detached-call" -> killedAtCallWithDetached(root, Integer.parseInt(args[3]));
      case "step" -> StepVictim.run(root, Integer.parseInt(args[3]), args[4]);
      default -> untilKilled(root, hog, Integer.parseInt(args[2]), args[3]);
    }
  }

  private static void untilKilled(Path root, Path hog, int count, String tag) throws Exception {
    TestEngine engine = TestEngine.open(root);
    Files.copy(hog, engine.busybox().layer().resolve("bin/hog"));
    for (int i = 0; i < count; i++) {
      Container container = engine.start(engine.command("hog", "stubborn", tag));
      while (!container.logs().stdoutText().equals("ready\n")) {
        Thread.sleep(1);
      }
    }
    System.out.println("ready");
    Thread.sleep(Duration.ofMinutes(5));
  }

  private static void killedAtCall(Path root, int last, String seconds) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    TestEngine engine = TestEngine.open(root, counting(calls, last));
    try (Container container = engine.start(engine.command("sleep", seconds))) {
      container.pause();
      container.unpause();
    }
    engine.close();
    System.out.println("calls " + calls.get());
  }

  private static void withDetached(Path root, int count) throws Exception {
    TestEngine engine = TestEngine.open(root);
    for (int i = 0; i < count; i++) {
      Container container =
          engine.start(
              engine
                  .shell("trap 'exit " + i + "' TERM; echo " + i + "; while :; do sleep 0.05; done")
                  .withDetached());
      while (!container.logs().stdoutText().equals(i + "\n")) {
        Thread.sleep(1);
      }
      System.out.println(container.id());
    }
    System.out.println("ready");
    Thread.sleep(Duration.ofMinutes(5));
  }

  private static void killedAtCallWithDetached(Path root, int last) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    TestEngine engine = TestEngine.open(root, counting(calls, last));
    Container container = engine.start(engine.command("sleep", "31415927").withDetached());
    container.kill(Signal.KILL);
    var _ = container.waitFor();
    container.remove();
    engine.close();
    System.out.println("calls " + calls.get());
  }

  private static Kernel counting(AtomicInteger calls, int last) {
    Kernel real = new LinuxKernel();
    int self = (int) ProcessHandle.current().pid();
    return (Kernel)
        Proxy.newProxyInstance(
            Victim.class.getClassLoader(),
            new Class<?>[] {Kernel.class},
            (proxy, method, arguments) -> {
              if (calls.incrementAndGet() == last) {
                try (Fd me = real.pidfdOpen(self)) {
                  real.pidfdSendSignal(me, SIGKILL);
                }
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
