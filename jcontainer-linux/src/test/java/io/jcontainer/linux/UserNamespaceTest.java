package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.BindMode;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ExecSpec;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Namespace;
import io.jcontainer.NamespaceOptions;
import io.jcontainer.StartException;
import io.jcontainer.UserNamespaceMode;
import io.jcontainer.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which users of the host a container's users are. */
@ContainerTest
class UserNamespaceTest {
  @TempDir Path root;
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  static Stream<UserNamespaceMode> modes() {
    return Stream.of(
        UserNamespaceMode.engineRange(),
        UserNamespaceMode.unique(),
        UserNamespaceMode.hostIdsUnshifted());
  }

  private static ContainerBuilder with(ContainerBuilder builder, UserNamespaceMode mode) {
    return builder.withNamespaces(NamespaceOptions.defaults().withUsers(mode));
  }

  private Container sleeping(UserNamespaceMode mode) {
    return engine.start(with(engine.shell("exec sleep 1000"), mode));
  }

  private static String namespace(Container container) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + container.pid() + "/ns/user")).toString();
  }

  private static long uid(Container container) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + container.pid() + "/status")).stream()
        .filter(line -> line.startsWith("Uid:"))
        .map(line -> Long.parseLong(line.split("\\s+")[1]))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void uniqueRangesAreUnique() throws Exception {
    List<Container> containers = new ArrayList<>();
    try {
      Set<Long> uids = new HashSet<>();
      Set<String> namespaces = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        Container container = sleeping(UserNamespaceMode.unique());
        containers.add(container);
        uids.add(uid(container));
        namespaces.add(namespace(container));
      }
      containers.add(sleeping(UserNamespaceMode.engineRange()));
      uids.add(uid(containers.getLast()));
      namespaces.add(namespace(containers.getLast()));
      assertThat(uids).hasSize(5).noneMatch(uid -> uid < 0x7000_0000L);
      assertThat(namespaces).hasSize(5);
      assertThat(uids.stream().map(uid -> uid >>> 16)).doesNotHaveDuplicates();
      try (Stream<Path> taken = Files.list(root.resolve("ids"))) {
        assertThat(taken).hasSize(4);
      }
    } finally {
      containers.forEach(Container::close);
    }
    engine.close();
    try (Stream<Path> taken = Files.list(root.resolve("ids"))) {
      assertThat(taken).isEmpty();
    }
  }

  @Test
  void hostIdsAreTheHostsWithoutItsPower() throws Exception {
    try (Container container = sleeping(UserNamespaceMode.hostIdsUnshifted())) {
      assertThat(uid(container)).isZero();
      assertThat(namespace(container))
          .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/user")).toString());
      assertThat(container.exec("sh", "-c", "echo x > /proc/sys/kernel/hostname").code())
          .isNotZero();
      assertThat(container.exec("mknod", "/tmp/disk", "b", "254", "0").code()).isNotZero();
    }
  }

  /** Files, binds, volumes, copies, users and commands are the same in every mode. */
  @ParameterizedTest
  @MethodSource("modes")
  void everythingElseIsAsUsual(UserNamespaceMode mode, @TempDir Path shared) throws Exception {
    Files.writeString(shared.resolve("file"), "from the host");
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    ContainerBuilder builder =
        with(
                engine.shell("id -u; cat /shared/file; stat -c %u /bin/busybox; exec sleep 1000"),
                mode)
            .withUser("app")
            .withBind(shared, "/shared", BindMode.READ_WRITE)
            .withVolume(Volume.named("data"), "/data");
    try (Container container = engine.start(builder)) {
      assertThat(container.exec(ExecSpec.of("id", "-u").withUser("root")).stdout())
          .isEqualTo("0\n");
      assertThat(container.exec("cat", "/shared/file").stdout()).isEqualTo("from the host");
      String asRoot = "touch /data/r; chown 1234 /data/r; touch /shared/r /new; stat -c %u /new";
      assertThat(container.exec(ExecSpec.of("sh", "-c", asRoot).withUser("root")).stdout())
          .isEqualTo("0\n");
      assertThat(Files.getAttribute(shared.resolve("r"), "unix:uid")).isEqualTo(0);
      container.copyTo(shared.resolve("file"), "/tmp/in");
      assertThat(container.exec("stat", "-c", "%u", "/tmp/in").stdout()).isEqualTo("0\n");
      assertThat(container.files().stat("/data/r").uid()).isEqualTo(1234);
      assertThat(container.stop(Duration.ZERO).signal()).isPresent();
      container.start();
      assertThat(container.exec("cat", "/tmp/in").stdout()).isEqualTo("from the host");
    }
  }

  /** What user 1234 of a container writes is user 1234's on the host: no mode is needed for it. */
  @ParameterizedTest
  @MethodSource("modes")
  void filesInBindsBelongToTheSameNumber(UserNamespaceMode mode, @TempDir Path shared)
      throws Exception {
    Files.setAttribute(shared, "unix:uid", 1234);
    engine.run(
        with(engine.shell("touch /shared/mine"), mode)
            .withUser("app")
            .withBind(shared, "/shared", BindMode.READ_WRITE));
    assertThat(Files.getAttribute(shared.resolve("mine"), "unix:uid")).isEqualTo(1234);
  }

  @ParameterizedTest
  @MethodSource("modes")
  void nothingIsLeftOfAStartThatFails(UserNamespaceMode mode) throws IOException {
    assertThatThrownBy(() -> engine.start(with(engine.command("/no/such"), mode)))
        .isInstanceOf(StartException.class);
    if (mode instanceof UserNamespaceMode.Unique) {
      try (Stream<Path> taken = Files.list(root.resolve("ids"))) {
        assertThat(taken).isEmpty();
      }
    }
  }

  @Test
  void namespacesAreNotSharedAcrossUserNamespaces() throws Exception {
    try (Container other = sleeping(UserNamespaceMode.unique())) {
      NamespaceOptions sharing = NamespaceOptions.defaults().withShared(Namespace.PID, other);
      assertThatThrownBy(() -> sharing.withUsers(UserNamespaceMode.unique()))
          .isInstanceOf(InvalidSpecException.class);
      assertThatThrownBy(() -> engine.start(engine.shell("true").withNamespaces(sharing)))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("user namespace of its own");
      assertThatThrownBy(
              () ->
                  NamespaceOptions.defaults()
                      .withUsers(UserNamespaceMode.unique())
                      .withShared(Namespace.PID, other))
          .isInstanceOf(InvalidSpecException.class);
    }
  }
}
