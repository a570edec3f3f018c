package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jcontainer.BindMode;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ContainerState;
import io.jcontainer.RunResult;
import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.Ulimit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that cannot be met end in one typed error that names the thing, and leave nothing. */
@ContainerTest
class StartFailureTest {
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

  private StartException failure(ContainerBuilder builder) {
    Container container = engine.create(builder);
    StartException failure = catchThrowableOfType(StartException.class, container::start);
    assertThat(failure).as("the start of " + container).isNotNull();
    assertThat(failure.getSuppressed()).isEmpty();
    assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
    container.close();
    return failure;
  }

  @Test
  void aMissingCommand() {
    StartException failure = failure(engine.command("no-such-command", "x"));
    assertThat(failure.reason()).isEqualTo(Reason.COMMAND_NOT_FOUND);
    assertThat(failure).hasMessageContaining("no-such-command").hasMessageContaining("PATH");
    StartException absolute = failure(engine.command("/opt/none"));
    assertThat(absolute.reason()).isEqualTo(Reason.COMMAND_NOT_FOUND);
    assertThat(absolute).hasMessageContaining("/opt/none").hasMessageContaining("ENOENT");
  }

  @Test
  void aCommandThatCannotBeExecuted() throws Exception {
    Path data = engine.busybox().layer().resolve("bin/data");
    Files.write(data, "no program".getBytes(StandardCharsets.UTF_8));
    StartException denied = failure(engine.command("data"));
    assertThat(denied.reason()).isEqualTo(Reason.COMMAND_NOT_EXECUTABLE);
    assertThat(denied).hasMessageContaining("data").hasMessageContaining("EACCES");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    StartException format = failure(engine.command("data"));
    assertThat(format.reason()).isEqualTo(Reason.COMMAND_NOT_EXECUTABLE);
    assertThat(format).hasMessageContaining("/bin/data").hasMessageContaining("ENOEXEC");
    assertThat(failure(engine.command("/etc")).reason()).isEqualTo(Reason.COMMAND_NOT_EXECUTABLE);
  }

  @Test
  void aScriptWhoseInterpreterIsMissing() throws Exception {
    Path script = engine.busybox().layer().resolve("bin/script");
    Files.write(script, "#!/no/such/shell\n".getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    StartException failure = failure(engine.command("/bin/script"));
    assertThat(failure.reason()).isEqualTo(Reason.COMMAND_NOT_FOUND);
    assertThat(failure).hasMessageContaining("/bin/script").hasMessageContaining("interpreter");
  }

  @Test
  void aMissingWorkingDirectory() {
    StartException failure = failure(engine.command("true").withWorkingDirectory("/no/such"));
    assertThat(failure.reason()).isEqualTo(Reason.WORKING_DIRECTORY);
    assertThat(failure).hasMessageContaining("/no/such").hasMessageContaining("ENOENT");
    StartException file = failure(engine.command("true").withWorkingDirectory("/etc/passwd"));
    assertThat(file.reason()).isEqualTo(Reason.WORKING_DIRECTORY);
    assertThat(file).hasMessageContaining("ENOTDIR");
  }

  @Test
  void aWorkingDirectoryThroughADescriptor() {
    for (int fd = 0; fd < 64; fd++) {
      StartException failure =
          failure(engine.command("true").withWorkingDirectory("/proc/self/fd/" + fd));
      assertThat(failure.reason()).isEqualTo(Reason.WORKING_DIRECTORY);
    }
  }

  @Test
  void anUnknownUser() {
    StartException failure = failure(engine.command("true").withUser("nosuch"));
    assertThat(failure.reason()).isEqualTo(Reason.USER);
    assertThat(failure).hasMessageContaining("nosuch").hasMessageContaining("/etc/passwd");
    StartException group = failure(engine.command("true").withUser("app:nosuch"));
    assertThat(group.reason()).isEqualTo(Reason.USER);
    assertThat(group).hasMessageContaining("nosuch").hasMessageContaining("/etc/group");
    StartException outside = failure(engine.command("true").withUser("65536"));
    assertThat(outside.reason()).isEqualTo(Reason.USER);
    assertThat(outside).hasMessageContaining("65536").hasMessageContaining("range");
  }

  @ParameterizedTest
  @CsvSource({"app,1234,1234", "1234,1234,1234", "0,0,0", "5,5,0", "app:0,1234,0", "7:8,7,8"})
  void aKnownUserOrANumber(String user, int uid, int gid) throws Exception {
    RunResult result = engine.run(engine.shell("id -u; id -g").withUser(user));
    assertThat(result.stdout()).isEqualTo(uid + "\n" + gid + "\n");
  }

  @Test
  void aMissingBindSource() {
    StartException failure =
        failure(engine.command("true").withBind(Path.of("/no/src"), "/mnt", BindMode.READ_ONLY));
    assertThat(failure.reason()).isEqualTo(Reason.MOUNT);
    assertThat(failure).hasMessageContaining("/no/src").hasMessageContaining("ENOENT");
  }

  @Test
  void aUlimitAboveTheHostsOwn() {
    StartException failure =
        failure(engine.command("true").withUlimit(Ulimit.Resource.NOFILE, 1, 1L << 40));
    assertThat(failure.reason()).isEqualTo(Reason.LIMIT);
    assertThat(failure).hasMessageContaining("NOFILE");
  }

  @Test
  void aHundredFailuresLeaveNothing() {
    for (int i = 0; i < 100; i++) {
      failure(engine.command("no-such-command"));
    }
  }
}
