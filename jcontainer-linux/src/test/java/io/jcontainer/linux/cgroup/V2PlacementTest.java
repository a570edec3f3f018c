package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.HostFeature;
import org.junit.jupiter.api.Test;

class V2PlacementTest {
  private static V2Placement choose(FakeHost host) {
    CgroupLayout layout = CgroupLayout.detect(host.cgroups.kernel());
    return V2Placement.choose(host.cgroups.kernel(), layout.unified().orElseThrow(), FakeHost.PID);
  }

  @Test
  void aProcessAloneInItsGroupMovesToALeafOfIt() {
    assertThat(choose(FakeHost.v2())).isEqualTo(new V2Placement.Beneath("/app", true));
  }

  @Test
  void theRootMayHaveProcessesAndControllers() {
    FakeHost host = FakeHost.v2().file("/proc/self/cgroup", "0::/\n");
    assertThat(choose(host)).isEqualTo(new V2Placement.Beneath("/", false));
  }

  @Test
  void besideOtherPeoplesProcessesGroupsAreMadeBesideOurOwn() {
    FakeHost host = FakeHost.v2().file("/cg/app/cgroup.procs", "41\n42\n");
    assertThat(choose(host)).isEqualTo(new V2Placement.Beneath("/", false));
  }

  @Test
  void neitherIsPossibleInANamespaceRootWithOthers() {
    FakeHost host =
        FakeHost.v2()
            .file("/proc/self/cgroup", "0::/\n")
            .file("/cg/cgroup.type", "domain")
            .file("/cg/cgroup.procs", "1\n42\n");
    assertThat(choose(host))
        .isEqualTo(
            new V2Placement.Nowhere("other processes are in the control group of this one, /"));
    assertThat(host.tree().unavailable())
        .containsKeys(
            HostFeature.CPU_LIMIT,
            HostFeature.MEMORY_LIMIT,
            HostFeature.PIDS_LIMIT,
            HostFeature.CGROUP_V2);
  }

  @Test
  void aProcessOfAnotherPidNamespaceIsSomebodyElse() {
    FakeHost host =
        FakeHost.v2()
            .file("/proc/self/cgroup", "0::/\n")
            .file("/cg/cgroup.type", "domain")
            .file("/cg/cgroup.procs", "0\n");
    assertThat(choose(host)).isInstanceOf(V2Placement.Nowhere.class);
  }

  @Test
  void aLeafWasMovedToBeforeAndIsNotLeftAgain() {
    FakeHost host = FakeHost.v2();
    host.tree().engine("e1").close();
    host.file("/proc/self/cgroup", "0::/app/jvm\n")
        .file("/cg/app/cgroup.procs", "")
        .file("/cg/app/jvm/cgroup.procs", "42\n");
    assertThat(choose(host)).isEqualTo(new V2Placement.Beneath("/app", false));
  }

  @Test
  void aSecondEngineIsBesideTheFirst() {
    FakeHost host = FakeHost.v2();
    CgroupTree tree = host.tree();
    tree.engine("e1");
    host.file("/proc/self/cgroup", "0::/app/jvm\n")
        .file("/cg/app/cgroup.procs", "")
        .file("/cg/app/jvm/cgroup.procs", "42\n");
    host.done();
    tree.engine("e2");
    assertThat(host.done())
        .startsWith("mkdir /cg/app/jcontainer-e2", "write /cg/app/cgroup.subtree_control +cpu");
  }

  @Test
  void aParentWithProcessesOfItsOwnCannotGiveControllers() {
    FakeHost host = FakeHost.v2();
    host.cgroups.directory("/cg/app/deep");
    host.file("/proc/self/cgroup", "0::/app/deep\n").file("/cg/app/deep/cgroup.procs", "42\n43\n");
    assertThat(choose(host)).isInstanceOf(V2Placement.Nowhere.class);
    host.file("/cg/app/deep/cgroup.procs", "42\n");
    assertThat(choose(host)).isEqualTo(new V2Placement.Beneath("/app/deep", true));
  }

  @Test
  void theOwnGroupOutsideTheNamespaceIsNoHierarchy() {
    FakeHost host = FakeHost.v2().file("/proc/self/cgroup", "0::/../elsewhere\n");
    assertThat(CgroupLayout.detect(host.cgroups.kernel()).hierarchies()).isEmpty();
  }

  @Test
  void allIsAvailableWhereItCanBePlaced() {
    assertThat(FakeHost.v2().tree().unavailable()).isEmpty();
    assertThat(FakeHost.hybrid().tree().unavailable()).containsOnlyKeys(HostFeature.IO_LIMIT);
    assertThat(FakeHost.v1().tree().unavailable())
        .containsOnlyKeys(HostFeature.CGROUP_V2, HostFeature.IO_LIMIT);
  }
}
