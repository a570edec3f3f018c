package io.jcontainer.images.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.ImageStoreException;
import io.jcontainer.images.testing.Listing;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may look into a store. */
@Requires(Requirement.ROOT)
class StoreDirectoriesTest {
  @RegisterExtension final Scratch temp = new Scratch();

  @Test
  void everythingIsForItsOwnerAlone() {
    Path root = temp.resolve("a/b/root");
    try (ImageStore store = ImageStore.open(new LinuxKernel(), root)) {
      Map<String, String> tree = Listing.of(root);
      assertThat(tree).containsEntry(".", "d 0700 0:0").containsEntry("images", "d 0700 0:0");
      assertThat(tree.values())
          .allMatch(line -> line.startsWith("d 0700 0:0") || line.startsWith("f 0600 0:0"));
      assertThat(store.names()).isEmpty();
    }
  }

  @Test
  void aStoreThatWasOpenToOthersIsClosed() throws IOException {
    Path images = Files.createDirectories(temp.resolve("root/images"));
    Files.setPosixFilePermissions(images, PosixFilePermissions.fromString("rwxr-xr-x"));
    ImageStore.open(new LinuxKernel(), temp.resolve("root")).close();
    assertThat(Files.getPosixFilePermissions(images))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aStoreOfSomebodyElseIsRefused() throws IOException {
    Path images = Files.createDirectories(temp.resolve("root/images"));
    Files.setAttribute(images, "unix:uid", 1234);
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> ImageStore.open(new LinuxKernel(), temp.resolve("root")))
        .withMessageContaining("belongs to user 1234");
  }

  @Test
  void aFileInThePlaceOfAStoreIsRefused() throws IOException {
    Files.createFile(temp.resolve("root"));
    assertThatExceptionOfType(ImageStoreException.class)
        .isThrownBy(() -> ImageStore.open(new LinuxKernel(), temp.resolve("root")))
        .withMessageContaining("cannot open");
  }
}
