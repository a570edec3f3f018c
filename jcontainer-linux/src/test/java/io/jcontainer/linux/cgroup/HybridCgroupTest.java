package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Limits;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link CgroupV1} beside a v2 hierarchy. */
@Requires({Requirement.ROOT, Requirement.CGROUP_V1, Requirement.CGROUP_V2})
class HybridCgroupTest extends CgroupContract {
  @Override
  CgroupLayout layout(CgroupLayout host) {
    assertThat(host.mode()).isEqualTo(CgroupLayout.Mode.HYBRID);
    return host;
  }

  @Override
  boolean endsTogether() {
    return false;
  }

  @Override
  List<String> serving() {
    return List.of("cpu", "memory", "pids", "v2");
  }

  @Test
  void aProcessIsBornInIt() {
    Cgroup cgroup = create(Limits.defaults());
    try (Member member = Member.born(cgroup)) {
      cgroup.verifyMember(member.bornPid());
      cgroup.kill();
      assertThat(member.await()).isIn(0, 137);
    }
  }
}
