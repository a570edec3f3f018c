package io.jcontainer.linux.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeRemovalTest {
  private static final Kernel KERNEL = new LinuxKernel();

  @TempDir Path parent;

  private void remove(String name) {
    try (Fd directory = KERNEL.open(Descriptor.CWD, parent.toString(), O.PATH | O.DIRECTORY, 0)) {
      TreeRemoval.remove(KERNEL, directory, name);
    }
  }

  private List<String> left() throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void oneThatIsNotThereIsFine() {
    assertThatCode(() -> remove("none")).doesNotThrowAnyException();
  }

  @Test
  void linksAreRemovedAndNotFollowed() throws Exception {
    Path kept = Files.createDirectories(parent.resolve("kept/deep"));
    Path tree = Files.createDirectory(parent.resolve("tree"));
    Files.createSymbolicLink(tree.resolve("link"), kept.getParent());
    remove("tree");
    assertThat(left()).containsExactly("kept");
    assertThat(kept).isDirectory();
  }

  @Test
  void depthDoesNotMatter() throws Exception {
    Path deepest = parent.resolve("tree");
    for (int level = 0; level < 700; level++) {
      deepest = deepest.resolve("d" + level % 10);
    }
    Files.createDirectories(deepest);
    Files.createFile(deepest.resolve("file"));
    remove("tree");
    assertThat(left()).isEmpty();
  }

  /** What a removal that was killed has put aside already must not stop the next one. */
  @Test
  void leftoversOfARemovalThatWasCutShortAreNotInTheWay() throws Exception {
    Files.createDirectories(parent.resolve("tree/a/b"));
    Files.createDirectories(parent.resolve("tree/c/d"));
    Files.createDirectories(parent.resolve("tree.0/full"));
    Files.createFile(parent.resolve("tree.1"));
    remove("tree");
    assertThat(left()).containsExactly("tree.0", "tree.1");
    remove("tree.0");
    assertThat(left()).containsExactly("tree.1");
  }
}
