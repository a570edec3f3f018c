package io.jcontainer.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

class LeakCheckExtensionTest {
  /** What the deliberate leaks below left, for the test around them to clear up. */
  private static final List<AutoCloseable> LEFT = new ArrayList<>();

  @AfterEach
  void clearUp() throws Exception {
    for (AutoCloseable left : LEFT) {
      left.close();
    }
    LEFT.clear();
  }

  private static String failureOf(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(tests))
        .configurationParameter("jcontainer.leakcheck.patience", "PT0.05S")
        .execute()
        .testEvents()
        .finished()
        .stream()
        .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
        .flatMap(result -> result.getThrowable().stream())
        .flatMap(failure -> Stream.concat(Stream.of(failure), Stream.of(failure.getSuppressed())))
        .map(String::valueOf)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void findsADescriptor() {
    assertThat(failureOf(LeavesADescriptor.class))
        .contains("leaves() left behind:", "descriptor ", " -> /dev/zero");
  }

  @Test
  void findsAThread() {
    assertThat(failureOf(LeavesAThread.class)).contains("thread loiterer (java.lang.Thread, ");
  }

  @Test
  void findsAChild() {
    assertThat(failureOf(LeavesAChild.class)).containsPattern("child process \\d+ \\(sleep, state");
  }

  @Test
  void findsALeakNextToAFailureOfTheTestItself() {
    assertThat(failureOf(FailsAndLeaves.class)).contains("the test's own", "left behind");
  }

  @Test
  void isQuietWhenTheTestClearsUp() {
    assertThat(failureOf(ClearsUp.class)).isEmpty();
  }

  @Test
  void isQuietAboutWhatWasThereBefore() throws Exception {
    LEFT.add(Files.newInputStream(Path.of("/dev/zero")));
    assertThat(failureOf(ClearsUp.class)).isEmpty();
  }

  private static InputStream open() throws IOException {
    return Files.newInputStream(Path.of("/dev/zero"));
  }

  @ExtendWith(LeakCheckExtension.class)
  static class LeavesADescriptor {
    @Test
    void leaves() throws IOException {
      LEFT.add(open());
    }
  }

  @ExtendWith(LeakCheckExtension.class)
  static class LeavesAThread {
    @Test
    void leaves() {
      CountDownLatch latch = new CountDownLatch(1);
      Thread loiterer =
          Thread.ofPlatform()
              .name("loiterer")
              .start(
                  () -> {
                    try {
                      latch.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      LEFT.add(
          () -> {
            latch.countDown();
            loiterer.join();
          });
    }
  }

  @ExtendWith(LeakCheckExtension.class)
  static class LeavesAChild {
    @Test
    void leaves() throws IOException {
      Process child = new ProcessBuilder("sleep", "60").start();
      LEFT.add(() -> child.destroyForcibly().waitFor());
    }
  }

  @ExtendWith(LeakCheckExtension.class)
  static class FailsAndLeaves {
    @Test
    void leaves() throws IOException {
      LEFT.add(open());
      throw new IllegalStateException("the test's own");
    }
  }

  /** Does what makes the JVM open something for good, or a little longer than the test runs. */
  @ExtendWith(LeakCheckExtension.class)
  static class ClearsUp {
    @TempDir private Path temporary;

    @Test
    void filesAndDirectories() throws IOException {
      Path file = Files.createDirectory(temporary.resolve("jcontainer")).resolve("file");
      Files.writeString(file, "text");
      try (InputStream in = Files.newInputStream(file)) {
        assertThat(in.read()).isEqualTo('t');
      }
    }

    @Test
    void processesAndTimers() throws Exception {
      assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
      CompletableFuture.supplyAsync(() -> 1).orTimeout(1, TimeUnit.MINUTES).join();
      assertThat(new SecureRandom().generateSeed(1)).hasSize(1);
    }

    @Test
    void threadsThatEndSoon() {
      try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
        executor.execute(() -> {});
      }
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        executor.execute(() -> {});
      }
    }

    @Test
    void httpThatIsRefused() {
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:1/")).build();
      try (HttpClient client = HttpClient.newHttpClient()) {
        assertThat(client.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
            .failsWithin(java.time.Duration.ofSeconds(10));
      }
    }
  }
}
