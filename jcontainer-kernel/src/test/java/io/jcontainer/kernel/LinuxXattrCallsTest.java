package io.jcontainer.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxXattrCallsTest {
  private static final Kernel KERNEL = new LinuxKernel();

  @TempDir Path path;
  private Fd directory;

  @BeforeEach
  void open() {
    directory = KERNEL.open(Descriptor.CWD, path.toString(), O.DIRECTORY, 0);
    KERNEL.open(directory, "f", O.CREAT | O.WRONLY, 0600).close();
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void setsGetsAndLists() {
    try (Fd file = KERNEL.open(directory, "f", O.RDONLY, 0)) {
      assertThat(KERNEL.listXattrs(file)).isEmpty();
      KERNEL.setXattr(file, "user.one", "1".getBytes(UTF_8));
      KERNEL.setXattr(file, "user.empty", new byte[0]);
      assertThat(KERNEL.listXattrs(file)).containsExactlyInAnyOrder("user.one", "user.empty");
      assertThat(KERNEL.getXattr(file, "user.one")).isEqualTo("1".getBytes(UTF_8));
      assertThat(KERNEL.getXattr(file, "user.empty")).isEmpty();
      Failing.with(Errno.ENODATA, () -> KERNEL.getXattr(file, "user.two"))
          .hasMessageContaining("fgetxattr(%s, \"user.two\")".formatted(file));
      Failing.with(Errno.EOPNOTSUPP, () -> KERNEL.setXattr(file, "nonsense.a", new byte[1]));
    }
  }

  @Test
  void worksOnPathDescriptors() {
    try (Fd file = KERNEL.open(directory, "f", O.PATH, 0)) {
      KERNEL.setXattr(file, "user.one", "1".getBytes(UTF_8));
      assertThat(KERNEL.getXattr(file, "user.one")).isEqualTo("1".getBytes(UTF_8));
      assertThat(KERNEL.listXattrs(file)).containsExactly("user.one");
    }
  }

  @Test
  void reachesALinkItselfAndNotItsTarget() {
    TestHost.requireRoot();
    KERNEL.symlink("f", directory, "l");
    try (Fd link = KERNEL.open(directory, "l", O.PATH | O.NOFOLLOW, 0);
        Fd file = KERNEL.open(directory, "f", O.RDONLY, 0)) {
      KERNEL.setXattr(link, "trusted.of-link", "1".getBytes(UTF_8));
      assertThat(KERNEL.listXattrs(link)).containsExactly("trusted.of-link");
      assertThat(KERNEL.listXattrs(file)).isEmpty();
    }
  }

  @Test
  void valuesLongerThanTheFirstGuessCome() {
    byte[] value = new byte[2000];
    new Random(7).nextBytes(value);
    try (Fd file = KERNEL.open(directory, "f", O.RDONLY, 0)) {
      KERNEL.setXattr(file, "user.long", value);
      assertThat(KERNEL.getXattr(file, "user.long")).isEqualTo(value);
      for (int i = 0; i < 20; i++) {
        KERNEL.setXattr(file, "user.a-name-of-some-length-" + i, new byte[1]);
      }
      assertThat(KERNEL.listXattrs(file)).hasSize(21).contains("user.a-name-of-some-length-19");
    }
  }
}
