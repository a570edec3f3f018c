package io.jcontainer.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.BindMode;
import io.jcontainer.RunResult;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that any thread of the JVM makes has copies of all descriptors until it executes its
 * program. A mount on which one of them is open for writing cannot become read-only until then.
 */
@ContainerTest
class BusyMountTest {
  private static final long A_MOMENT = 200;

  @TempDir Path root;
  private final Queue<String> held = new ConcurrentLinkedQueue<>();

  /** Every file that is made stays open for writing for a moment more, as if it had been copied. */
  private Kernel holding(ExecutorService threads) {
    Kernel real = new LinuxKernel();
    return (Kernel)
        Proxy.newProxyInstance(
            BusyMountTest.class.getClassLoader(),
            new Class<?>[] {Kernel.class},
            (_, method, arguments) -> {
              try {
                Object result = method.invoke(real, arguments);
                if (result instanceof Fd
                    && method.getName().equals("open")
                    && ((int) arguments[2] & (O.CREAT | O.WRONLY)) == (O.CREAT | O.WRONLY)) {
                  hold(real, (Descriptor) arguments[0], (String) arguments[1], threads);
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void hold(Kernel real, Descriptor directory, String name, ExecutorService threads) {
    Fd copy = real.open(directory, name, O.WRONLY | O.NOFOLLOW, 0);
    held.add(name);
    threads.execute(
        () -> {
          try (copy) {
            Thread.sleep(A_MOMENT);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void aRootAndSecretsBecomeReadOnlyAllTheSame() throws Exception {
    Path file = Files.writeString(root.resolve("shared"), "shared");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        TestEngine engine = TestEngine.open(root.resolve("engine"), holding(threads))) {
      RunResult result =
          engine.run(
              engine
                  .shell("cat /file /run/secrets/word; echo > /made || echo > /run/secrets/word")
                  .withReadOnlyRoot()
                  .withBind(file, "/file", BindMode.READ_WRITE)
                  .withSecret("word", "secret".getBytes(UTF_8)));
      assertThat(result.stdout()).isEqualTo("sharedsecret");
      assertThat(result.stderr())
          .contains("/made: Read-only file system")
          .contains("/run/secrets/word: ");
      assertThat(held).contains("word").doesNotContain("file");
    }
  }
}
