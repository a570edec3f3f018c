package io.jcontainer.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every constant against the C macro of its name. */
class ConstantsTest {
  /** Newer than the headers of some systems, or (the last two) without a name in C. */
  private static final Set<String> NOT_IN_EVERY_HEADER =
      Set.of(
          "F_SEAL_EXEC",
          "LANDLOCK_ACCESS_FS_IOCTL_DEV",
          "LANDLOCK_ACCESS_FS_TRUNCATE",
          "MFD_EXEC",
          "MFD_NOEXEC_SEAL",
          "MOVE_MOUNT_BENEATH",
          "MOUNT_ATTR_ATIME_MASK",
          "PERMISSIONS");

  @TempDir Path directory;

  /** A class, what C puts before its names, and the header. */
  static Stream<Arguments> constants() {
    return Stream.of(
        Arguments.of(O.class, "O_", "linux/fcntl.h"),
        Arguments.of(At.class, "AT_", "linux/fcntl.h"),
        Arguments.of(Seal.class, "F_SEAL_", "linux/fcntl.h"),
        Arguments.of(Lock.class, "LOCK_", "linux/fcntl.h"),
        Arguments.of(Resolve.class, "RESOLVE_", "linux/openat2.h"),
        Arguments.of(MountAttr.class, "MOUNT_ATTR_", "linux/mount.h"),
        Arguments.of(MoveMount.class, "MOVE_MOUNT_", "linux/mount.h"),
        Arguments.of(OpenTree.class, "OPEN_TREE_", "linux/mount.h"),
        Arguments.of(Propagation.class, "MS_", "linux/mount.h"),
        Arguments.of(Umount.class, "", "sys/mount.h"),
        Arguments.of(Epoll.class, "EPOLL", "sys/epoll.h"),
        Arguments.of(EventFd.class, "EFD_", "sys/eventfd.h"),
        Arguments.of(Inotify.class, "IN_", "sys/inotify.h"),
        Arguments.of(MemFd.class, "MFD_", "linux/memfd.h"),
        Arguments.of(Wait.class, "W", "linux/wait.h"),
        Arguments.of(LandlockAccess.class, "LANDLOCK_ACCESS_FS_", "linux/landlock.h"),
        Arguments.of(Rename.class, "RENAME_", "linux/fs.h"),
        Arguments.of(Seek.class, "SEEK_", "linux/fs.h"),
        Arguments.of(Sock.class, "SOCK_", "sys/socket.h"),
        Arguments.of(Rlimit.class, "RLIMIT_", "linux/resource.h"),
        Arguments.of(Utime.class, "UTIME_", "sys/stat.h"),
        Arguments.of(Mode.class, "", "sys/stat.h"));
  }

  @ParameterizedTest
  @MethodSource("constants")
  void agreeWithC(Class<?> constants, String prefix, String header) throws Exception {
    Map<String, Long> java = values(constants, prefix);
    StringBuilder source =
        new StringBuilder("#include <stdio.h>\n")
            .append(header.startsWith("linux/") ? "#include <linux/fcntl.h>\n" : "")
            .append("#include <" + header + ">\n")
            .append("int main(void) {\n");
    java.keySet()
        .forEach(
            name ->
                source.append(
                    """
                    #ifdef %1$s
                      printf("%1$s %%u\\n", (unsigned) %1$s);
                    #endif
                    """
                        .formatted(name)));
    Map<String, Long> c = CProgram.numbers(CProgram.compile(directory, source + "}\n"));
    assertThat(java).containsAllEntriesOf(c);
    java.keySet().removeAll(c.keySet());
    assertThat(NOT_IN_EVERY_HEADER).containsAll(java.keySet());
  }

  @Test
  void flagsOfOpenAgreeWithCOnAarch64() throws IOException, InterruptedException {
    OpenBits arm = OpenBits.ARM;
    String source =
        """
        #include <linux/fcntl.h>
        _Static_assert(O_DIRECT == %d, "O_DIRECT");
        _Static_assert(O_DIRECTORY == %d, "O_DIRECTORY");
        _Static_assert(O_NOFOLLOW == %d, "O_NOFOLLOW");
        _Static_assert(O_LARGEFILE == %d, "O_LARGEFILE");
        """
            .formatted(arm.direct(), arm.directory(), arm.nofollow(), arm.largefile());
    // compiling is the test
    CProgram.compile(TestHost.requireArmCompiler(), directory, source, "-c");
  }

  private static Map<String, Long> values(Class<?> constants, String prefix)
      throws IllegalAccessException {
    Map<String, Long> values = new TreeMap<>();
    for (Field field : constants.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers())) {
        String name = (prefix + field.getName()).replace("EPOLLCTL", "EPOLL_CTL");
        values.put(name, Integer.toUnsignedLong((int) field.getLong(null)));
      }
    }
    return values;
  }
}
