package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ExecSpec;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.RunResult;
import io.jcontainer.StartException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a container's command is, and which groups it is in, by the image's own files. */
@ContainerTest
class GroupsTest {
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

  private String ids(ContainerBuilder builder) throws InterruptedException {
    RunResult result = engine.run(builder.withCommand("sh", "-c", "id -u; id -G; echo $HOME"));
    assertThat(result.exitStatus().isSuccess()).as(result.toString()).isTrue();
    return result.stdout().strip().replace('\n', ' ');
  }

  @Test
  void aUserHasTheGroupsOfTheImage() throws Exception {
    assertThat(ids(engine.shell("").withUser("app"))).isEqualTo("1234 1234 77 /home/app");
    assertThat(ids(engine.shell("").withUser("app:extra"))).isEqualTo("1234 77 /home/app");
    assertThat(ids(engine.shell("").withUser("5000:6000"))).isEqualTo("5000 6000 /");
  }

  @Test
  void groupsAreAddedByNameAndNumber() throws Exception {
    assertThat(ids(engine.shell("").withGroupAdd("extra").withGroupAdd("5", "extra")).split(" "))
        .containsExactlyInAnyOrder("0", "0", "77", "5", "/root");
    assertThat(ids(engine.shell("").withUser("app:app").withGroupAdd("extra")))
        .isEqualTo("1234 1234 77 /home/app");
  }

  /** What the user is in already is not counted twice, and stays the first. */
  @Test
  void thePrimaryGroupStaysFirst() throws Exception {
    assertThat(ids(engine.shell("").withUser("app").withGroupAdd("77", "1234")))
        .isEqualTo("1234 1234 77 /home/app");
  }

  @Test
  void furtherCommandsHaveThemUnlessTheyNameAUser() throws Exception {
    try (Container container = engine.start(engine.shell("exec sleep 1000").withGroupAdd("77"))) {
      assertThat(container.exec("id", "-G").stdout()).isEqualTo("0 77\n");
      assertThat(container.exec(ExecSpec.of("id", "-G").withUser("root")).stdout())
          .isEqualTo("0\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b", "a b", "a,b", "a\n"})
  void whatIsNoGroupIsRefusedAtOnce(String group) {
    assertThatThrownBy(() -> engine.shell("").withGroupAdd(group))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("write the name or the number of one group");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody-knows", "+5", "65536", "4294967295"})
  void aGroupThatTheContainerCannotHaveIsNamed(String group) {
    assertThatThrownBy(() -> engine.start(engine.shell("").withGroupAdd(group)))
        .isInstanceOf(StartException.class)
        .satisfies(
            e -> assertThat(((StartException) e).reason()).isEqualTo(StartException.Reason.USER))
        .hasMessageContaining(group);
  }
}
