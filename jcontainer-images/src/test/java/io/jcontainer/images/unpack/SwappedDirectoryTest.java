package io.jcontainer.images.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jcontainer.ImageException;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Rename;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Somebody exchanges directories of a layer for links out of it while it is unpacked
 * (CVE-2025-47290): each step is by descriptor, so no file lands elsewhere.
 */
@Requires(Requirement.ROOT)
class SwappedDirectoryTest {
  private static final int ROUNDS = Integer.getInteger("unpack.swaps", 40);

  private final Kernel kernel = new LinuxKernel();

  @RegisterExtension final Scratch temp = new Scratch();

  @Test
  void noFileLandsElsewhere() throws Exception {
    Path canary = Files.createDirectory(temp.resolve("canary"));
    Files.writeString(canary.resolve("f1"), "alive");
    Map<String, String> before = Listing.full(canary);
    Tar tar = new Tar();
    for (int i = 0; i < 300; i++) {
      tar.directory("d", h -> h.mode(0777).owner(9, 9))
          .file("d/f" + i, "x", h -> h.mode(04777).owner(9, 9))
          .hardLink("d/h" + i, "d/f" + i);
    }
    AtomicInteger swaps = new AtomicInteger();
    for (int round = 0; round < ROUNDS; round++) {
      Path store = Files.createDirectory(temp.resolve("store" + round));
      AtomicBoolean done = new AtomicBoolean();
      Thread swapper = new Thread(() -> swap(store, canary, done, swaps), "swapper");
      swapper.start();
      Throwable thrown = catchThrowable(() -> new Unpacking(store).layer(tar));
      done.set(true);
      swapper.join();
      if (thrown != null) {
        assertThat(thrown).isInstanceOf(ImageException.class);
      }
      assertThat(Listing.full(canary)).as("round %d", round).isEqualTo(before);
    }
    assertThat(swaps.get()).isGreaterThan(ROUNDS);
  }

  private void swap(Path store, Path canary, AtomicBoolean done, AtomicInteger swaps) {
    try {
      Files.createSymbolicLink(store.resolve("link"), canary);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    try (Fd directory = kernel.open(Descriptor.CWD, store.toString(), O.RDONLY | O.DIRECTORY, 0)) {
      while (!done.get()) {
        try {
          kernel.rename(directory, "link", directory, "layer0/d", Rename.EXCHANGE);
          swaps.incrementAndGet();
        } catch (KernelException _) {
          // it is not there yet
        }
      }
    }
  }
}
