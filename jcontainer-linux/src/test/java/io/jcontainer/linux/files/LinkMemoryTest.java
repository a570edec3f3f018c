package io.jcontainer.linux.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.FileStatus;
import org.junit.jupiter.api.Test;

class LinkMemoryTest {
  private final LinkMemory memory = new LinkMemory();

  private static FileStatus file(long inode, long links) {
    return new FileStatus(0100644, 0, 0, 1, links, inode, 7, 0, 0, 0, 0, 1);
  }

  private void remember(FileStatus file, String path) {
    memory.remember(file, path, new LinkMemory.Identity(8, file.inode() + 1));
  }

  @Test
  void aFileOfOneNameIsNotRemembered() {
    remember(file(1, 1), "a");
    assertThat(memory.find(file(1, 1))).isEmpty();
    assertThat(memory.find(file(1, 2))).isEmpty();
  }

  @Test
  void aFileIsForgottenWithItsLastName() {
    remember(file(1, 3), "a");
    assertThat(memory.find(file(1, 3)))
        .hasValueSatisfying(
            first -> {
              assertThat(first.path()).isEqualTo("a");
              assertThat(first.copy()).isEqualTo(new LinkMemory.Identity(8, 2));
            });
    assertThat(memory.find(file(2, 3))).as("another file").isEmpty();
    assertThat(memory.find(file(1, 3))).as("the third name").isPresent();
    assertThat(memory.find(file(1, 3))).as("a name that was made meanwhile").isEmpty();
  }

  @Test
  void noMoreIsRememberedThanThereIsRoomFor() {
    String path = "x".repeat(4000);
    int found = 0;
    for (int i = 0; i < 10_000; i++) {
      remember(file(i, 2), path);
    }
    for (int i = 0; i < 10_000; i++) {
      found += memory.find(file(i, 2)).isPresent() ? 1 : 0;
    }
    assertThat(found).isBetween(1_000, 16 * 1024 * 1024 / (2 * 4000));
    remember(file(77_777, 2), path);
    assertThat(memory.find(file(77_777, 2))).as("there is room again").isPresent();
  }
}
