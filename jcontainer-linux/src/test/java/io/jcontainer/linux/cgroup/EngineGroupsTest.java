package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.ByteSize;
import io.jcontainer.CgroupException;
import io.jcontainer.ContainerId;
import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.Limits;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The exact changes that are made to the hierarchies, in their order. */
class EngineGroupsTest {
  private static final String HEX = "0123456789abcdef0123456789abcdef";
  private static final ContainerId ID = new ContainerId(HEX);
  private static final Limits ALL =
      new Limits(
          OptionalDouble.of(1.5),
          Optional.of(ByteSize.ofBytes(1000)),
          Optional.of(ByteSize.ofBytes(24)),
          7);
  private static final Limits MEMORY =
      new Limits(
          OptionalDouble.empty(),
          Optional.of(ByteSize.ofBytes(1000)),
          Optional.empty(),
          Limits.DEFAULT_PIDS);

  @Test
  void onAHybridHost() {
    FakeHost host = FakeHost.hybrid();
    EngineGroups engine = host.tree().engine("e1");
    assertThat(host.done())
        .containsExactly(
            "mkdir /cg/unified/app/jcontainer-e1",
            "mkdir /cg/cpu/app/jcontainer-e1",
            "mkdir /cg/memory/app/jcontainer-e1",
            "mkdir /cg/pids/app/jcontainer-e1");
    Cgroup cgroup = engine.create(ID, ALL);
    assertThat(host.done())
        .containsExactly(
            "mkdir /cg/cpu/app/jcontainer-e1/" + HEX,
            "mkdir /cg/memory/app/jcontainer-e1/" + HEX,
            "mkdir /cg/pids/app/jcontainer-e1/" + HEX,
            "mkdir /cg/unified/app/jcontainer-e1/" + HEX,
            "write /cg/pids/app/jcontainer-e1/" + HEX + "/pids.max 7",
            "write /cg/cpu/app/jcontainer-e1/" + HEX + "/cpu.cfs_period_us 100000",
            "write /cg/cpu/app/jcontainer-e1/" + HEX + "/cpu.cfs_quota_us 150000",
            "write /cg/memory/app/jcontainer-e1/" + HEX + "/memory.limit_in_bytes 1000",
            "write /cg/memory/app/jcontainer-e1/" + HEX + "/memory.memsw.limit_in_bytes 1024");
    cgroup.kill();
    assertThat(host.done())
        .containsExactly("write /cg/unified/app/jcontainer-e1/" + HEX + "/cgroup.kill 1");
    assertThat(cgroup.remove(Duration.ZERO)).isTrue();
    engine.close();
    assertThat(host.done()).hasSize(8).allMatch(each -> each.startsWith("rmdir /cg/"));
    assertThat(host.cgroups.openDescriptors()).isZero();
  }

  @Test
  void onAHostWithV1AloneControllersThatAreMountedTogetherShareAGroup() {
    FakeHost host = FakeHost.v1();
    try (EngineGroups engine = host.tree().engine("e1")) {
      assertThat(host.done())
          .containsExactly(
              "mkdir /cg/cpu/app/jcontainer-e1",
              "mkdir /cg/memory/app/jcontainer-e1",
              "mkdir /cg/pids/app/jcontainer-e1",
              "mkdir /cg/freezer/app/jcontainer-e1");
      Cgroup cgroup = engine.create(ID, Limits.defaults());
      assertThat(host.done())
          .hasSize(5)
          .endsWith("write /cg/pids/app/jcontainer-e1/" + HEX + "/pids.max 4096");
      List<Fd> files = cgroup.joinFiles();
      assertThat(files).hasSize(4);
      files.forEach(Fd::close);
    }
    assertThat(host.cgroups.openDescriptors()).isZero();
  }

  @Test
  void onAHostWithV2Alone() {
    FakeHost host = FakeHost.v2();
    EngineGroups engine = host.tree().engine("e1");
    assertThat(host.done())
        .containsExactly(
            "mkdir /cg/app/jcontainer-e1",
            "mkdir /cg/app/jvm",
            "write /cg/app/jvm/cgroup.procs 0",
            "write /cg/app/cgroup.subtree_control +cpu",
            "write /cg/app/jcontainer-e1/cgroup.subtree_control +cpu",
            "write /cg/app/cgroup.subtree_control +memory",
            "write /cg/app/jcontainer-e1/cgroup.subtree_control +memory",
            "write /cg/app/cgroup.subtree_control +pids",
            "write /cg/app/jcontainer-e1/cgroup.subtree_control +pids");
    Cgroup cgroup = engine.create(ID, ALL);
    String at = "/cg/app/jcontainer-e1/" + HEX;
    assertThat(host.done())
        .containsExactly(
            "mkdir " + at,
            "write " + at + "/pids.max 7",
            "write " + at + "/cpu.max 150000 100000",
            "write " + at + "/memory.swap.max 24",
            "write " + at + "/memory.max 1000",
            "write " + at + "/memory.oom.group 1");
    cgroup.update(Limits.defaults());
    assertThat(host.done())
        .containsExactly(
            "write " + at + "/pids.max 4096",
            "write " + at + "/cpu.max max",
            "write " + at + "/memory.swap.max max",
            "write " + at + "/memory.max max");
    assertThat(cgroup.remove(Duration.ZERO)).isTrue();
    engine.close();
    assertThat(host.done()).containsExactly("rmdir " + at, "rmdir /cg/app/jcontainer-e1");
    assertThat(host.cgroups.openDescriptors()).isZero();
  }

  @Test
  void noSwapIsWhatAMemoryLimitAloneMeans() {
    FakeHost v1 = FakeHost.hybrid();
    v1.tree().engine("e1").create(ID, MEMORY);
    assertThat(v1.done()).anyMatch(each -> each.endsWith("memory.memsw.limit_in_bytes 1000"));
    FakeHost v2 = FakeHost.v2();
    v2.tree().engine("e1").create(ID, MEMORY);
    assertThat(v2.done()).anyMatch(each -> each.endsWith("memory.swap.max 0"));
  }

  @Test
  void aKernelWithoutSwapNeedsNoSwapLimitUnlessOneIsAskedFor() {
    FakeHost host = FakeHost.v2();
    EngineGroups engine = host.tree().engine("e1");
    String file = "open /cg/app/jcontainer-e1/" + HEX + "/memory.swap.max";
    host.cgroups.fail(file, Errno.ENOENT);
    engine.create(ID, MEMORY).remove(Duration.ZERO);
    assertUnsupported(host, engine, ALL, HostFeature.MEMORY_LIMIT, "no memory.swap.max");
  }

  @Test
  void aRequestWithoutItsControllerFailsAndChangesNothing() {
    FakeHost host = FakeHost.v2().file("/cg/app/cgroup.controllers", "io");
    EngineGroups engine = host.tree().engine("e1");
    host.done();
    Limits cpu = new Limits(OptionalDouble.of(1), Optional.empty(), Optional.empty(), 4096);
    Limits pids = new Limits(OptionalDouble.empty(), Optional.empty(), Optional.empty(), 4095);
    String reason = "not among the controllers of /cg/app";
    assertUnsupported(host, engine, cpu, HostFeature.CPU_LIMIT, reason);
    assertUnsupported(host, engine, MEMORY, HostFeature.MEMORY_LIMIT, reason);
    assertUnsupported(host, engine, pids, HostFeature.PIDS_LIMIT, reason);
    assertThat(host.done()).isEmpty();
  }

  @Test
  void defaultLimitsNeedNoController() {
    FakeHost host = FakeHost.v2().file("/cg/app/cgroup.controllers", "io");
    Cgroup cgroup = host.tree().engine("e1").create(ID, Limits.defaults());
    assertThat(host.done()).endsWith("mkdir /cg/app/jcontainer-e1/" + HEX);
    assertThatThrownBy(() -> cgroup.update(MEMORY)).isInstanceOf(HostUnsupportedException.class);
  }

  @Test
  void aMissingFileOfARequestUndoesTheGroup() {
    FakeHost host = FakeHost.hybrid();
    EngineGroups engine = host.tree().engine("e1");
    host.cgroups.fail("open /cg/cpu/app/jcontainer-e1/" + HEX + "/cpu.cfs_quota_us", Errno.ENOENT);
    assertUnsupported(host, engine, ALL, HostFeature.CPU_LIMIT, "there is no cpu.cfs_quota_us");
    assertThat(host.cgroups.exists("/cg/cpu/app/jcontainer-e1/" + HEX)).isFalse();
    assertThat(host.cgroups.exists("/cg/unified/app/jcontainer-e1/" + HEX)).isFalse();
  }

  private static void assertUnsupported(
      FakeHost host, EngineGroups engine, Limits limits, HostFeature feature, String reason) {
    assertThatThrownBy(() -> engine.create(ID, limits))
        .isInstanceOfSatisfying(
            HostUnsupportedException.class, e -> assertThat(e.feature()).isEqualTo(feature))
        .hasMessageContaining(reason);
    assertThat(host.cgroups.exists("/cg/app/jcontainer-e1/" + HEX)).isFalse();
  }

  @Test
  void aRefusedValueNamesFileGroupValueAndErrno() {
    FakeHost host = FakeHost.hybrid();
    EngineGroups engine = host.tree().engine("e1");
    String file = "/cg/cpu/app/jcontainer-e1/" + HEX + "/cpu.cfs_quota_us";
    host.cgroups.fail("write " + file, Errno.EINVAL);
    assertThatThrownBy(() -> engine.create(ID, ALL))
        .isInstanceOf(CgroupException.class)
        .hasMessageContainingAll("cpu.cfs_quota_us", HEX, "150000", "EINVAL", "a group above");
  }

  @Test
  void aFailureHalfwayLeavesNoDirectoryAndTellsOfOneThatStays() {
    FakeHost host = FakeHost.hybrid();
    EngineGroups engine = host.tree().engine("e1");
    host.done();
    host.cgroups.fail("mkdir /cg/pids/app/jcontainer-e1/" + HEX, Errno.ENOSPC);
    host.cgroups.busy("/cg/memory/app/jcontainer-e1/" + HEX, 3);
    assertThatThrownBy(() -> engine.create(ID, ALL))
        .isInstanceOf(CgroupException.class)
        .hasMessageContaining("ENOSPC")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .singleElement()
                    .asString()
                    .contains("left behind", "/cg/memory/app"));
    assertThat(host.done())
        .containsExactly(
            "mkdir /cg/cpu/app/jcontainer-e1/" + HEX,
            "mkdir /cg/memory/app/jcontainer-e1/" + HEX,
            "rmdir /cg/cpu/app/jcontainer-e1/" + HEX);
  }

  @Test
  void whereTheUnifiedHierarchyIsNotWritableTheFreezerServes() {
    FakeHost host = FakeHost.hybrid();
    host.cgroups.fail("mkdir /cg/unified/app/jcontainer-e1", Errno.EROFS);
    EngineGroups engine = host.tree().engine("e1");
    assertThat(host.done()).contains("mkdir /cg/freezer/app/jcontainer-e1");
    Cgroup cgroup = engine.create(ID, Limits.defaults());
    assertThat(cgroup.cloneInto()).isEmpty();
    engine.close();
    assertThat(host.cgroups.openDescriptors()).isZero();
  }

  @Test
  void aHostWithoutAnyUsableHierarchyIsUnsupported() {
    FakeHost readOnly = FakeHost.v2();
    readOnly.cgroups.fail("mkdir /cg/app/jcontainer-e1", Errno.EACCES);
    FakeHost bare = FakeHost.v2().file("/proc/self/cgroup", "");
    for (FakeHost host : List.of(readOnly, bare)) {
      CgroupTree tree = host.tree();
      assertThatThrownBy(() -> tree.engine("e1")).isInstanceOf(HostUnsupportedException.class);
      assertThat(host.cgroups.openDescriptors()).isZero();
    }
  }

  @Test
  void anUnexpectedFailureClosesWhatWasOpened() {
    FakeHost host = FakeHost.hybrid();
    host.cgroups.fail("mkdir /cg/memory/app/jcontainer-e1", Errno.ENOMEM);
    CgroupTree tree = host.tree();
    assertThatThrownBy(() -> tree.engine("e1"))
        .isInstanceOf(CgroupException.class)
        .hasMessageContaining("ENOMEM");
    assertThat(host.cgroups.openDescriptors()).isZero();
  }

  @Test
  void joinFilesAreAllOrNone() {
    FakeHost host = FakeHost.hybrid();
    Cgroup cgroup = host.tree().engine("e1").create(ID, Limits.defaults());
    int before = host.cgroups.openDescriptors();
    host.cgroups.fail("open /cg/pids/app/jcontainer-e1/" + HEX + "/tasks", Errno.EMFILE);
    assertThatThrownBy(cgroup::joinFiles).isInstanceOf(CgroupException.class);
    assertThat(host.cgroups.openDescriptors()).isEqualTo(before);
  }

  @Test
  void theEngineOfALivingContainerStays() {
    FakeHost host = FakeHost.v2();
    EngineGroups engine = host.tree().engine("e1");
    engine.create(ID, Limits.defaults());
    engine.close();
    engine.close();
    assertThat(host.cgroups.exists("/cg/app/jcontainer-e1/" + HEX)).isTrue();
    assertThat(host.cgroups.openDescriptors()).isZero();
  }

  @Test
  void anEngineIdIsNoPath() {
    CgroupTree tree = FakeHost.v2().tree();
    for (String id : List.of("", "a/b", "..", "-a", "a".repeat(65))) {
      assertThatThrownBy(() -> tree.engine(id)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
