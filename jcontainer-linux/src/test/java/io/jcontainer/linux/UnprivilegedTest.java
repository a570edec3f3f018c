package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Config;
import io.jcontainer.junit.LeakCheckExtension;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A JVM that lacks the power to make containers is told which, and how to get it. */
@Requires({Requirement.ROOT, Requirement.SETPRIV})
@ExtendWith(LeakCheckExtension.class)
class UnprivilegedTest {
  @TempDir Path directory;

  /** Somebody else has to be able to read the classes. */
  @BeforeEach
  void letOthersRead() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String said(String... with) throws Exception {
    List<String> command = new ArrayList<>(List.of(with));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    command.addAll(
        List.of(
            java.toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            String.join(":", classPath()),
            UnprivilegedVictim.class.getName(),
            directory.resolve("engine").toString()));
    Process jvm = new ProcessBuilder(command).start();
    String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String failed = new String(jvm.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jvm.waitFor()).as(failed).isZero();
    return said.strip();
  }

  /** Copies of what the victim needs, wherever that lies. */
  private List<String> classPath() throws IOException, URISyntaxException {
    Set<Path> sources = new LinkedHashSet<>();
    for (Class<?> type :
        List.of(
            UnprivilegedVictim.class,
            LinuxRuntime.class,
            LinuxKernel.class,
            Config.class,
            LoggerFactory.class)) {
      sources.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
    List<String> copies = new ArrayList<>();
    for (Path source : sources) {
      Path copy = directory.resolve("classes" + copies.size());
      try (Stream<Path> all = Files.walk(source)) {
        for (Path each : (Iterable<Path>) all::iterator) {
          Files.copy(each, copy.resolve(source.relativize(each).toString()));
        }
      }
      copies.add(copy.toString());
    }
    return copies;
  }

  @Test
  void aUserIsToldToRunItAsRoot() throws Exception {
    assertThat(said("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))
        .startsWith("PRIVILEGE")
        .contains("the JVM does not run as root; run the JVM as root");
  }

  /** As in a container that other engines make by default. */
  @Test
  void rootWithoutTheCapabilityIsToldWhich() throws Exception {
    assertThat(said("setpriv", "--bounding-set=-sys_admin"))
        .startsWith("PRIVILEGE")
        .contains("root lacks CAP_SYS_ADMIN; give the capability");
  }

  /** As in a rootless container or a pod with a user namespace. */
  @Test
  void rootOfAUserNamespaceIsToldThatItIsNoMore() throws Exception {
    assertThat(said("unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork"))
        .startsWith("PRIVILEGE")
        .contains("root of a user namespace alone", "run the JVM outside of it");
  }
}
