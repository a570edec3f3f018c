package io.jcontainer.images.testing;

import io.jcontainer.images.store.TreeRemoval;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A directory of a test for trees of images, whose links may lead anywhere and whose names need not
 * be text: it is removed name by name, and no link is looked at.
 */
public final class Scratch implements BeforeEachCallback, AfterEachCallback {
  private static final Kernel KERNEL = new LinuxKernel();

  private Path path = Path.of("");

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    path = Files.createTempDirectory("jcontainer-images");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    String parent = String.valueOf(path.getParent());
    try (Fd directory = KERNEL.open(Descriptor.CWD, parent, O.RDONLY | O.DIRECTORY, 0)) {
      TreeRemoval.remove(KERNEL, directory, path.getFileName().toString());
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Where a name in it is. */
  public Path resolve(String name) {
    return path.resolve(name);
  }
}
