package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.CgroupException;
import io.jcontainer.ContainerId;
import io.jcontainer.Limits;
import io.jcontainer.kernel.Errno;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemovalTest {
  private static final ContainerId ID = new ContainerId("c".repeat(32));
  private static final String GROUP = "/app/jcontainer-e1/" + ID;

  private final FakeHost host = FakeHost.hybrid();
  private Cgroup cgroup;

  @BeforeEach
  void create() {
    cgroup = host.tree().engine("e1").create(ID, Limits.defaults());
    host.done();
  }

  @Test
  void whatIsBusyIsTriedAgainInGrowingStepsAndTheRestIsRemovedAtOnce() {
    host.cgroups.busy("/cg/memory" + GROUP, 7); // two tries a step
    assertThat(cgroup.remove(Duration.ofSeconds(1))).isTrue();
    assertThat(host.pause.sleptMillis()).containsExactly(1L, 2L, 4L);
    assertThat(host.done())
        .containsExactly(
            "rmdir /cg/cpu" + GROUP,
            "rmdir /cg/pids" + GROUP,
            "rmdir /cg/unified" + GROUP,
            "rmdir /cg/memory" + GROUP);
  }

  @Test
  void whatStaysBusyIsLeftWhenTheTimeIsOverAndCanBeRemovedLater() {
    host.cgroups.busy("/cg/pids" + GROUP, 1000);
    assertThat(cgroup.remove(Duration.ofSeconds(2))).isFalse();
    assertThat(host.pause.sleptMillis())
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 512L, 465L);
    host.cgroups.busy("/cg/pids" + GROUP, 0);
    assertThat(cgroup.remove(Duration.ZERO)).isTrue();
  }

  @Test
  void nestedGroupsGoFirst() {
    host.cgroups
        .directory("/cg/memory" + GROUP + "/a")
        .directory("/cg/memory" + GROUP + "/a/b")
        .directory("/cg/memory" + GROUP + "/a/c")
        .directory("/cg/memory" + GROUP + "/d");
    assertThat(cgroup.remove(Duration.ZERO)).isTrue();
    assertThat(host.done())
        .containsSubsequence(
            "rmdir /cg/memory" + GROUP + "/a/b",
            "rmdir /cg/memory" + GROUP + "/a/c",
            "rmdir /cg/memory" + GROUP + "/a",
            "rmdir /cg/memory" + GROUP + "/d",
            "rmdir /cg/memory" + GROUP);
    assertThat(host.pause.sleptMillis()).isEmpty();
  }

  @Test
  void aBusyNestedGroupKeepsThoseAroundItAndNoOther() {
    host.cgroups
        .directory("/cg/memory" + GROUP + "/a")
        .directory("/cg/memory" + GROUP + "/a/b")
        .directory("/cg/memory" + GROUP + "/d");
    host.cgroups.busy("/cg/memory" + GROUP + "/a/b", 1);
    assertThat(cgroup.remove(Duration.ZERO)).isFalse();
    assertThat(host.cgroups.exists("/cg/memory" + GROUP + "/d")).isFalse();
    assertThat(cgroup.remove(Duration.ZERO)).isTrue();
  }

  @Test
  void itIsIdempotentAlsoBesideAnother() {
    host.cgroups.fail("rmdir /cg/cpu" + GROUP, Errno.ENOENT);
    assertThat(cgroup.remove(Duration.ZERO)).isTrue();
    assertThat(cgroup.remove(Duration.ZERO)).isTrue();
  }

  @Test
  void anotherErrorIsNamed() {
    host.cgroups.fail("rmdir /cg/pids" + GROUP, Errno.EPERM);
    assertThatThrownBy(() -> cgroup.remove(Duration.ofSeconds(1)))
        .isInstanceOf(CgroupException.class)
        .hasMessageContainingAll("remove control group /cg/pids" + GROUP, "EPERM");
  }
}
