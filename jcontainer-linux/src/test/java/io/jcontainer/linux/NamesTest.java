package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jcontainer.Container;
import io.jcontainer.ContainerFilter;
import io.jcontainer.ContainerInfo;
import io.jcontainer.ContainerNameException;
import io.jcontainer.ContainerState;
import io.jcontainer.ContainerStateException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.RemoveOptions;
import io.jcontainer.StartException;
import io.jcontainer.Volume;
import io.jcontainer.VolumeInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names, labels, lists and removal. */
@ContainerTest
class NamesTest {
  private static final Duration LONG = Duration.ofSeconds(30);

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

  @Test
  void aNameIsOneContainers() {
    Container first = engine.create(engine.command("true").withName("web"));
    ContainerNameException taken =
        catchThrowableOfType(
            ContainerNameException.class,
            () -> engine.create(engine.command("true").withName("web")));
    assertThat(taken.holder()).isEqualTo(first.id());
    assertThat(taken).hasMessageContaining("web").hasMessageContaining(first.id().value());
    first.rename("api");
    assertThat(first.name()).isEqualTo("api");
    Container second = engine.create(engine.command("true").withName("web"));
    assertThatThrownBy(() -> second.rename("api")).isInstanceOf(ContainerNameException.class);
    second.rename("web");
    assertThatThrownBy(() -> second.rename("a b")).isInstanceOf(InvalidSpecException.class);
    first.close();
    second.rename("api");
    assertThatThrownBy(() -> first.rename("old")).isInstanceOf(ContainerStateException.class);
  }

  @Test
  void aStartThatFailsFreesTheName() {
    Container failing = engine.create(engine.command("no-such-program").withName("web"));
    assertThatThrownBy(failing::start).isInstanceOf(StartException.class);
    assertThat(engine.runtime().containers()).isEmpty();
    assertThat(engine.create(engine.command("true").withName("web")).name()).isEqualTo("web");
  }

  @Test
  void withoutANameItIsTheBeginningOfTheId() {
    Container container = engine.create(engine.command("true"));
    assertThat(container.name()).isEqualTo(container.id().abbreviated());
  }

  @Test
  void findsByIdNameAndBeginningOfTheId() {
    List<Container> all = new ArrayList<>();
    for (int i = 0; i < 17; i++) { // two of them begin with the same digit
      all.add(engine.create(engine.command("true")));
    }
    Container one = all.get(3);
    assertThat(engine.runtime().containers()).containsExactlyElementsOf(all);
    assertThat(engine.runtime().find(one.id().value())).contains(one);
    assertThat(engine.runtime().find(one.id().value().substring(0, 20))).contains(one);
    all.get(5).rename(one.id().value().substring(0, 1));
    assertThat(engine.runtime().find(all.get(5).name())).contains(all.get(5));
    all.get(6).rename(one.id().value());
    assertThat(engine.runtime().find(one.id().value())).contains(one);
    assertThat(engine.runtime().find("nobody")).isEmpty();
    assertThat(engine.runtime().find("")).isEmpty();
    all.get(5).rename("other");
    String shared =
        all.stream()
            .map(container -> container.id().value().substring(0, 1))
            .filter(digit -> all.stream().filter(c -> c.id().value().startsWith(digit)).count() > 1)
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> engine.runtime().find(shared))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("write more of it");
  }

  private List<Container> chosen(ContainerFilter filter) {
    return engine.runtime().containers().stream().filter(c -> filter.test(c.inspect())).toList();
  }

  @Test
  void filtersByStateLabelNameImageAndId() throws Exception {
    Container web =
        engine.start(
            engine
                .command("sleep", "300")
                .withName("shop-web")
                .withLabel("app", "shop")
                .withLabel("tier", "web"));
    Container data =
        engine.create(engine.command("true").withName("shop-db").withLabel("app", "shop"));
    Container done = engine.start(engine.command("true"));
    done.waitFor();
    ContainerFilter all = ContainerFilter.all();
    assertThat(chosen(all)).containsExactly(web, data, done);
    assertThat(chosen(all.withState(ContainerState.RUNNING))).containsExactly(web);
    assertThat(chosen(all.withState(ContainerState.CREATED, ContainerState.EXITED)))
        .containsExactly(data, done);
    assertThat(chosen(all.withLabel("app"))).containsExactly(web, data);
    assertThat(chosen(all.withLabel("app", "shop").withLabel("tier"))).containsExactly(web);
    assertThat(chosen(all.withLabel("tier", "db"))).isEmpty();
    assertThat(chosen(all.withName("shop"))).containsExactly(web, data);
    assertThat(chosen(all.withIdPrefix(done.id().abbreviated()))).containsExactly(done);
    assertThat(chosen(all.withImage(web.spec().image().digest().toString()))).hasSize(3);
    assertThat(chosen(all.withImage("debian:12"))).isEmpty();
  }

  @Test
  void inspectTellsAllOfIt() throws Exception {
    try (Container container =
        engine.create(
            engine.shell("read x; exit 5").withName("told").withStdinOpen().withLabel("a", "b"))) {
      ContainerInfo made = container.inspect();
      assertThat(made.id()).isEqualTo(container.id());
      assertThat(made.name()).isEqualTo("told");
      assertThat(made.labels()).containsEntry("a", "b");
      assertThat(made.state()).isEqualTo(ContainerState.CREATED);
      assertThat(made.started()).isEmpty();
      assertThat(made.pid()).isEmpty();
      container.start();
      ContainerInfo running = container.inspect();
      assertThat(running.started())
          .hasValueSatisfying(t -> assertThat(t).isAfterOrEqualTo(made.created()));
      assertThat(running.pid()).hasValue(container.pid());
      assertThat(running.exitStatus()).isEmpty();
      container.stdin().close();
      container.waitFor();
      ContainerInfo ended = container.inspect();
      assertThat(ended.exitStatus().orElseThrow().code()).isEqualTo(5);
      assertThat(ended.finished().orElseThrow()).isAfterOrEqualTo(running.started().orElseThrow());
      assertThat(ended.pid()).isEmpty();
      assertThat(ended.health()).isEmpty();
    }
  }

  @Test
  void aRunningContainerIsRemovedByForceAlone() throws Exception {
    Container container = engine.start(engine.command("sleep", "300"));
    assertThatThrownBy(() -> container.remove(RemoveOptions.defaults()))
        .isInstanceOf(ContainerStateException.class)
        .hasMessageContaining("running");
    assertThat(container.state()).isEqualTo(ContainerState.RUNNING);
    container.remove(RemoveOptions.defaults().withForce());
    assertThat(container.state()).isEqualTo(ContainerState.REMOVED);
    Container made = engine.create(engine.command("true"));
    made.remove(RemoveOptions.defaults());
    assertThat(made.onExit().handle((_, failure) -> failure).get(30, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(ContainerStateException.class);
  }

  @Test
  void anonymousVolumesGoOnlyWhenAsked() throws Exception {
    for (boolean gone : new boolean[] {true, false}) {
      Container container =
          engine.start(engine.command("true").withVolume(Volume.anonymous(), "/data"));
      container.waitFor();
      assertThat(engine.runtime().volumes().list()).hasSize(1);
      RemoveOptions options = RemoveOptions.defaults();
      container.remove(gone ? options.withVolumes() : options);
      awaitUnused(gone ? 0 : 1);
    }
    assertThat(engine.runtime().volumes().prune()).hasSize(1);
  }

  /** What is left of a removal is done when nobody waits for it. */
  private void awaitUnused(int volumes) {
    long end = System.nanoTime() + LONG.toNanos();
    List<VolumeInfo> there = engine.runtime().volumes().list();
    while (there.size() != volumes || there.stream().anyMatch(VolumeInfo::inUse)) {
      assertThat(System.nanoTime()).as("volumes " + there).isLessThan(end);
      there = engine.runtime().volumes().list();
    }
  }

  @Test
  void autoRemovalStillTellsTheEnd() throws Exception {
    Container container =
        engine.start(engine.shell("echo said; exit 9").withName("brief").withAutoRemove());
    assertThat(container.onExit().get(30, TimeUnit.SECONDS).code()).isEqualTo(9);
    long end = System.nanoTime() + LONG.toNanos();
    while (container.state() != ContainerState.REMOVED) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    assertThat(container.waitFor().code()).isEqualTo(9);
    assertThat(container.logs().stdoutText()).isEqualTo("said\n");
    assertThat(container.usage().wallTime()).isPositive();
    assertThat(engine.run(engine.shell("exit 2").withAutoRemove()).exitStatus().code())
        .isEqualTo(2);
  }
}
