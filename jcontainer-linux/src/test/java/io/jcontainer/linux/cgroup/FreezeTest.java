package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.CgroupException;
import io.jcontainer.ContainerId;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.Limits;
import io.jcontainer.kernel.Errno;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FreezeTest {
  private static final ContainerId ID = new ContainerId("a".repeat(32));
  private static final String GROUP = "/cg/app/jcontainer-e1/" + ID;

  @Test
  void itWaitsUntilTheKernelSaysFrozen() {
    FakeHost host = FakeHost.v2();
    Cgroup cgroup = host.tree().engine("e1").create(ID, Limits.defaults());
    host.file(GROUP + "/cgroup.events", "populated 1\nfrozen 1\n").done();
    cgroup.freeze(Duration.ofSeconds(1));
    cgroup.thaw();
    assertThat(host.done())
        .containsExactly(
            "write " + GROUP + "/cgroup.freeze 1", "write " + GROUP + "/cgroup.freeze 0");
  }

  @Test
  void whatDoesNotFreezeInTimeRunsOn() {
    FakeHost host = FakeHost.v2();
    Cgroup cgroup = host.tree().engine("e1").create(ID, Limits.defaults());
    host.done();
    assertThatThrownBy(() -> cgroup.freeze(Duration.ofMillis(6)))
        .isInstanceOf(CgroupException.class)
        .hasMessageContainingAll("cannot freeze", GROUP, "6 ms");
    assertThat(host.pause.sleptMillis()).containsExactly(1L, 2L, 3L);
    assertThat(host.done()).endsWith("write " + GROUP + "/cgroup.freeze 0");
  }

  @Test
  void whateverGoesWrongItRunsOn() {
    FakeHost host = FakeHost.v1();
    Cgroup cgroup = host.tree().engine("e1").create(ID, Limits.defaults());
    String state = "/cg/freezer/app/jcontainer-e1/" + ID + "/freezer.state";
    host.cgroups.fail("read " + state, Errno.EIO);
    assertThatThrownBy(() -> cgroup.freeze(Duration.ZERO))
        .isInstanceOf(CgroupException.class)
        .hasMessageContaining("EIO")
        .hasNoSuppressedExceptions();
    assertThat(host.done()).endsWith("write " + state + " THAWED");
  }

  @Test
  void aFailedThawIsToldWithIt() {
    FakeHost host = FakeHost.v1();
    Cgroup cgroup = host.tree().engine("e1").create(ID, Limits.defaults());
    String state = "/cg/freezer/app/jcontainer-e1/" + ID + "/freezer.state";
    host.cgroups.fail("read " + state, Errno.EIO).fail("write " + state + " THAWED", Errno.EPERM);
    assertThatThrownBy(() -> cgroup.freeze(Duration.ZERO))
        .isInstanceOf(CgroupException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).singleElement().asString().contains("EPERM"));
  }

  @Test
  void aHostWithNeitherFreezerCannotPause() {
    FakeHost host = FakeHost.v1();
    host.cgroups.fail("mkdir /cg/freezer/app/jcontainer-e1", Errno.EROFS);
    Cgroup cgroup = host.tree().engine("e1").create(ID, Limits.defaults());
    assertThatThrownBy(() -> cgroup.freeze(Duration.ZERO))
        .isInstanceOf(HostUnsupportedException.class)
        .hasMessageContaining("freezer");
  }
}
