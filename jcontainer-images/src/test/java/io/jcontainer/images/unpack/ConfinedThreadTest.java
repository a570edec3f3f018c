package io.jcontainer.images.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.images.testing.Tar;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.recording.RecordingKernel;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Requires({Requirement.ROOT, Requirement.LANDLOCK})
class ConfinedThreadTest {
  private static final Kernel KERNEL = Unpacking.KERNEL;

  @TempDir Path root;
  private Path inside;
  private Path outside;

  @BeforeEach
  void make() throws IOException {
    inside = Files.createDirectory(root.resolve("inside"));
    outside = Files.createDirectory(root.resolve("outside"));
    Files.writeString(outside.resolve("file"), "old");
  }

  private Fd open(Path directory) {
    return KERNEL.open(Descriptor.CWD, directory.toString(), O.RDONLY | O.DIRECTORY, 0);
  }

  @Test
  void changesNothingOutsideItsDirectory() throws IOException {
    try (Fd directory = open(inside);
        Fd other = open(outside)) {
      List<String> refused =
          ConfinedThread.of(KERNEL)
              .call(
                  directory,
                  "test",
                  () -> {
                    KERNEL.mkdir(directory, "made", 0700);
                    Files.writeString(inside.resolve("made/file"), "new");
                    assertThat(outside.resolve("file")).hasContent("old");
                    List<String> names = new ArrayList<>();
                    refused(names, "mkdir", () -> KERNEL.mkdir(other, "x", 0700));
                    refused(names, "unlink", () -> KERNEL.unlink(other, "file", 0));
                    refused(names, "symlink", () -> KERNEL.symlink("/", other, "x"));
                    refused(names, "open", () -> KERNEL.open(other, "file", O.WRONLY, 0).close());
                    refused(names, "rename", () -> KERNEL.rename(directory, "made", other, "x", 0));
                    return names;
                  });
      assertThat(refused).containsExactly("mkdir", "unlink", "symlink", "open", "rename");
    }
    assertThat(inside.resolve("made/file")).hasContent("new");
    Files.writeString(outside.resolve("file"), "new");
  }

  private static void refused(List<String> names, String name, Runnable attempt) {
    assertThatThrownBy(attempt::run)
        .as(name)
        .isInstanceOfSatisfying(
            KernelException.class, e -> assertThat(e.errno()).isIn(Errno.EACCES, Errno.EXDEV));
    names.add(name);
  }

  @Test
  void whatTheWorkThrowsIsThrown() {
    try (Fd directory = open(inside)) {
      ConfinedThread thread = ConfinedThread.of(KERNEL);
      for (Throwable failure :
          new Throwable[] {
            new IOException("checked"),
            new IllegalStateException("not"),
            new AssertionError("error")
          }) {
        assertThatThrownBy(() -> thread.call(directory, "test", () -> thrown(failure)))
            .isSameAs(failure);
      }
    }
  }

  private static String thrown(Throwable failure) throws IOException {
    switch (failure) {
      case IOException checked -> throw checked;
      case RuntimeException runtime -> throw runtime;
      case Error error -> throw error;
      default -> throw new IllegalArgumentException(failure);
    }
  }

  @Test
  void whoeverWaitsPassesAnInterruptionOnAndStillWaits() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Thread> worker = new AtomicReference<>();
    AtomicReference<String> seen = new AtomicReference<>("");
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (Fd directory = open(inside)) {
                    String result =
                        ConfinedThread.of(KERNEL)
                            .call(
                                directory,
                                "test",
                                () -> {
                                  worker.set(Thread.currentThread());
                                  begun.countDown();
                                  try {
                                    new CountDownLatch(1).await();
                                    return "never";
                                  } catch (InterruptedException e) {
                                    return "interrupted";
                                  }
                                });
                    seen.set(result + " " + Thread.currentThread().isInterrupted());
                  }
                });
    begun.await();
    caller.interrupt();
    caller.join();
    assertThat(seen).hasValue("interrupted true");
    assertThat(worker.get().isAlive()).isFalse();
  }

  @Test
  void withoutLandlockTheCallerDoesIt() {
    RecordingKernel kernel = new RecordingKernel();
    kernel.on("landlock_create_ruleset").answers(0);
    ConfinedThread thread = ConfinedThread.of(kernel);
    assertThat(thread.call(kernel.descriptor("layer"), "test", Thread::currentThread))
        .isSameAs(Thread.currentThread());
  }

  /** Whenever an unpacking or settling layer changes a file, writing elsewhere is refused. */
  @Test
  void layersAreUnpackedAndSettledOnSuchThreads() {
    List<String> changes = new ArrayList<>();
    Kernel watched =
        (Kernel)
            Proxy.newProxyInstance(
                Kernel.class.getClassLoader(),
                new Class<?>[] {Kernel.class},
                (proxy, method, arguments) -> {
                  switch (method.getName()) {
                    case "mkdir", "symlink", "link", "mknod", "unlink", "rename" -> {
                      changes.add(method.getName());
                      assertThatThrownBy(() -> Files.createFile(outside.resolve("made")))
                          .isInstanceOf(AccessDeniedException.class);
                    }
                    default -> {}
                  }
                  try {
                    return method.invoke(KERNEL, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    Unpacking unpacking = new Unpacking(inside, watched);
    unpacking.layer(
        new Tar().directory("d/").file("d/f", "x").symlink("s", "f").hardLink("h", "d/f"));
    unpacking.layer(new Tar().file(".wh.nothing", "").file("d/.wh.f", ""));
    assertThat(changes).contains("mkdir", "symlink", "link", "mknod", "unlink");
    assertThat(outside).isDirectoryNotContaining("glob:**made");
  }

  /** A carrier that a confined thread started would confine whoever it carries, ever after. */
  @Test
  void virtualThreadsThatUnpackGoOnFree() throws Exception {
    int threads = 4 * Runtime.getRuntime().availableProcessors();
    try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Path>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Path own = Files.createDirectory(inside.resolve("thread" + i));
        all.add(
            virtual.submit(
                () -> {
                  Unpacking unpacking = new Unpacking(own);
                  for (int layer = 0; layer < 10; layer++) {
                    unpacking.layer(new Tar().file("f" + layer, "x").file(".wh.f", ""));
                    Files.writeString(outside.resolve(own.getFileName() + "-" + layer), "free");
                  }
                  return own;
                }));
      }
      for (Future<Path> one : all) {
        assertThat(one.get().resolve("layer9/f9")).hasContent("x");
      }
    }
  }
}
