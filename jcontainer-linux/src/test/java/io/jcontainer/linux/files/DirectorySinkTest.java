package io.jcontainer.linux.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.ContainerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when somebody changes a copy while the rest of it is being written. */
@ContainerTest
class DirectorySinkTest {
  private final Kernel kernel = new LinuxKernel();
  @TempDir Path source;
  @TempDir Path target;
  @TempDir Path elsewhere;

  private Fd open(Path path, int flags) {
    return kernel.open(Descriptor.CWD, path.toString(), flags, 0);
  }

  /** Copies two names of a file, and does something in between. */
  private void copyTwice(Work between) throws Exception {
    Path file = Files.writeString(source.resolve("file"), "of the source");
    Files.createLink(source.resolve("other"), file);
    Progress progress = new Progress("/", OptionalLong.empty());
    try (Fd top = open(target, O.PATH | O.DIRECTORY);
        Fd content = open(file, O.RDONLY);
        DirectorySink sink =
            new DirectorySink(kernel, top, Attributes.same(), _ -> true, progress)) {
      var status = kernel.stat(content, "", At.EMPTY_PATH);
      sink.file("first", status, content);
      between.run();
      sink.file("second", status, content);
    }
    assertThat(target.resolve("second")).isRegularFile().hasContent("of the source");
  }

  private interface Work {
    void run() throws Exception;
  }

  @Test
  void aFirstCopyThatIsThereGetsAnotherName() throws Exception {
    copyTwice(() -> {});
    assertThat(Files.getAttribute(target.resolve("first"), "unix:nlink")).isEqualTo(2);
  }

  @Test
  void aFirstCopyThatHasGoneIsMadeAnew() throws Exception {
    copyTwice(() -> Files.delete(target.resolve("first")));
    assertThat(Files.getAttribute(target.resolve("second"), "unix:nlink")).isEqualTo(1);
  }

  @Test
  void whatTookItsPlaceIsNotLinkedTo() throws Exception {
    Path secret = Files.writeString(elsewhere.resolve("secret"), "of somebody else");
    copyTwice(
        () -> {
          Files.delete(target.resolve("first"));
          Files.createLink(target.resolve("first"), secret);
        });
    assertThat(Files.getAttribute(secret, "unix:nlink")).isEqualTo(2);
  }

  @Test
  void aSymbolicLinkInItsPlaceIsNotFollowed() throws Exception {
    Path secret = Files.writeString(elsewhere.resolve("secret"), "of somebody else");
    copyTwice(
        () -> {
          Files.delete(target.resolve("first"));
          Files.createSymbolicLink(target.resolve("first"), secret);
        });
    assertThat(Files.getAttribute(secret, "unix:nlink")).isEqualTo(1);
  }
}
