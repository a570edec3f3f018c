package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.CgroupException;
import io.jcontainer.ContainerId;
import io.jcontainer.Limits;
import io.jcontainer.kernel.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Killing without {@code cgroup.kill}: one process after the other, and no other. */
class LegacyMembersTest {
  private static final String HEX = "f".repeat(32);
  private static final String PATH = "/app/jcontainer-e1/" + HEX;
  private static final String GROUP = "/cg/freezer" + PATH;

  private final FakeHost host = FakeHost.v1();
  private Cgroup cgroup;

  @BeforeEach
  void create() {
    cgroup = host.tree().engine("e1").create(new ContainerId(HEX), Limits.defaults());
    host.done();
  }

  private void process(int pid, String path) {
    host.file("/proc/" + pid + "/cgroup", "4:freezer:" + path + "\n3:pids:/\n");
  }

  @Test
  void allAreFrozenKilledAndThawed() {
    host.file(GROUP + "/cgroup.procs", "7\n8\n");
    process(7, PATH);
    process(8, PATH + "/nested");
    cgroup.kill();
    assertThat(host.done())
        .startsWith(
            "write " + GROUP + "/freezer.state FROZEN",
            "signal 9 pidfd 7",
            "signal 9 pidfd 8",
            "write " + GROUP + "/freezer.state THAWED");
  }

  @Test
  void thoseInNestedGroupsToo() {
    host.cgroups.directory(GROUP + "/a").directory(GROUP + "/a/b").directory(GROUP + "/c");
    host.file(GROUP + "/a/b/cgroup.procs", "7\n").file(GROUP + "/c/cgroup.procs", "8\n");
    process(7, PATH + "/a/b");
    process(8, PATH + "/c");
    assertThat(cgroup.isPopulated()).isTrue();
    cgroup.kill();
    assertThat(host.done()).contains("signal 9 pidfd 7", "signal 9 pidfd 8");
  }

  @Test
  void aNumberThatIsAnotherProcessesByNowIsSpared() {
    host.file(GROUP + "/cgroup.procs", "7\n8\n9\n");
    process(7, "/app");
    process(8, PATH + "x");
    process(9, "/elsewhere" + PATH);
    cgroup.kill();
    assertThat(host.done()).noneMatch(each -> each.startsWith("signal"));
  }

  @Test
  void oneThatEndedMeanwhileIsNoFailure() {
    host.file(GROUP + "/cgroup.procs", "7\n8\n9\n");
    process(8, PATH);
    process(9, PATH);
    host.cgroups.fail("pidfd 7", Errno.ESRCH).fail("signal pidfd 8", Errno.ESRCH);
    cgroup.kill();
    assertThat(host.done()).contains("signal 9 pidfd 9");
  }

  @Test
  void aProcessThatIsNotSeenHereIsNotSignalledButCounts() {
    host.file(GROUP + "/cgroup.procs", "0\n");
    cgroup.kill();
    assertThat(host.done()).noneMatch(each -> each.startsWith("signal"));
    assertThat(cgroup.isPopulated()).isTrue();
  }

  @Test
  void aSignalThatIsRefusedIsAFailureAndTheGroupIsThawed() {
    host.file(GROUP + "/cgroup.procs", "7\n");
    process(7, PATH);
    host.cgroups.fail("signal pidfd 7", Errno.EPERM);
    assertThatThrownBy(cgroup::kill)
        .isInstanceOf(CgroupException.class)
        .hasMessageContainingAll("kill process 7", "EPERM");
    assertThat(host.done()).endsWith("write " + GROUP + "/freezer.state THAWED");
  }
}
