package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.jcontainer.ContainerId;
import io.jcontainer.Limits;
import io.jcontainer.kernel.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final Duration SOON = Duration.ofSeconds(2);

  @Test
  void killsFirstAndRemovesFromTheInside() {
    FakeHost host = FakeHost.v2();
    host.tree().engine("dead").create(new ContainerId("0".repeat(32)), Limits.defaults());
    host.done();
    Swept swept = host.tree().sweep(id -> !id.equals("dead"), SOON);
    assertThat(swept.removed()).containsExactly("dead");
    assertThat(host.done())
        .containsExactly(
            "write /cg/app/jcontainer-dead/cgroup.kill 1",
            "rmdir /cg/app/jcontainer-dead/" + "0".repeat(32),
            "rmdir /cg/app/jcontainer-dead");
  }

  @Test
  void theUnifiedHierarchyComesFirst() {
    FakeHost host = FakeHost.hybrid();
    host.tree().engine("dead");
    host.done();
    host.tree().sweep(id -> false, SOON);
    assertThat(host.done())
        .startsWith("write /cg/unified/app/jcontainer-dead/cgroup.kill 1")
        .hasSize(5);
  }

  @Test
  void leftoversAreFoundWhereverTheirEngineRan() {
    FakeHost host = FakeHost.v2();
    host.cgroups
        .directory("/cg/session-7")
        .directory("/cg/session-7/jcontainer-a")
        .directory("/cg/jcontainer-b")
        .directory("/cg/other")
        .directory("/cg/other/jcontainer-")
        .directory("/cg/other/jcontainer-a b")
        .directory("/cg/other/ajcontainer-c");
    assertThat(host.tree().sweep(id -> false, SOON).removed()).containsExactlyInAnyOrder("a", "b");
    assertThat(host.done()).noneMatch(each -> each.contains("/other"));
  }

  @Test
  void livingEnginesAndEnginesInsideTheirContainersAreLeftAlone() {
    FakeHost host = FakeHost.v2();
    host.cgroups
        .directory("/cg/jcontainer-living")
        .directory("/cg/jcontainer-living/c")
        .directory("/cg/jcontainer-living/c/jcontainer-inner");
    List<String> asked = new ArrayList<>();
    Swept swept =
        host.tree()
            .sweep(
                id -> {
                  asked.add(id);
                  return id.equals("living");
                },
                SOON);
    assertThat(swept).isEqualTo(new Swept(java.util.Set.of(), java.util.Map.of()));
    assertThat(asked).containsExactly("living");
    assertThat(host.done()).isEmpty();
  }

  @Test
  void noEngineIsLookedForBelowWhereEnginesRun() {
    FakeHost host = FakeHost.v2();
    String path = "/cg";
    for (int depth = 1; depth <= 40; depth++) {
      path += "/d" + depth;
      host.cgroups.directory(path);
    }
    host.cgroups.directory(path + "/jcontainer-a").directory("/cg/d1/d2/d3/jcontainer-b");
    assertThat(host.tree().sweep(id -> false, SOON).removed()).containsExactly("b");
  }

  @Test
  void theGroupThatThisProcessIsInIsNeverKilled() {
    FakeHost host = FakeHost.v2();
    host.cgroups.directory("/cg/jcontainer-outer").directory("/cg/jcontainer-outer/c");
    host.file("/proc/self/cgroup", "0::/jcontainer-outer/c\n");
    assertThat(host.tree().sweep(id -> false, SOON).removed()).isEmpty();
    assertThat(host.done()).isEmpty();
  }

  @Test
  void whatIsBusyIsKilledAndTriedAgainUntilTheTimeIsOver() {
    FakeHost host = FakeHost.v2();
    host.cgroups.directory("/cg/jcontainer-slow").directory("/cg/jcontainer-stuck");
    host.cgroups.busy("/cg/jcontainer-slow", 4).busy("/cg/jcontainer-stuck", 1000);
    Swept swept = host.tree().sweep(id -> false, Duration.ofMillis(20));
    assertThat(swept.removed()).containsExactly("slow");
    assertThat(swept.left()).containsExactly(entry("stuck", "busy: /cg/jcontainer-stuck"));
    assertThat(host.pause.sleptMillis()).containsExactly(1L, 2L, 4L, 8L, 5L);
    assertThat(host.cgroups.openDescriptors()).isZero();
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthers() {
    FakeHost host = FakeHost.v2();
    host.cgroups.directory("/cg/jcontainer-a").directory("/cg/jcontainer-b");
    host.cgroups.fail("rmdir /cg/jcontainer-a", Errno.EPERM);
    Swept swept = host.tree().sweep(id -> false, Duration.ZERO);
    assertThat(swept.removed()).containsExactly("b");
    assertThat(swept.left()).containsOnlyKeys("a");
    assertThat(swept.left().get("a")).contains("EPERM");
  }

  @Test
  void whatAnotherSweepRemovedMeanwhileIsGone() {
    FakeHost host = FakeHost.v2();
    host.cgroups.directory("/cg/jcontainer-a");
    host.cgroups.fail("rmdir /cg/jcontainer-a", Errno.ENOENT);
    host.cgroups.fail("open /cg/jcontainer-a/cgroup.kill", Errno.ENOENT);
    assertThat(host.tree().sweep(id -> false, Duration.ZERO).removed()).containsExactly("a");
  }
}
