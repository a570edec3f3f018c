package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Limits;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link CgroupV2}. */
@Tag("second-kernel")
@Requires({Requirement.ROOT, Requirement.CGROUP_V2_CONTROLLERS})
class V2CgroupTest extends CgroupContract {
  @Override
  CgroupLayout layout(CgroupLayout host) {
    assertThat(host.mode()).isEqualTo(CgroupLayout.Mode.V2);
    return host;
  }

  @Override
  boolean endsTogether() {
    return true;
  }

  @Override
  List<String> serving() {
    return List.of("v2");
  }

  @Test
  void thereIsNothingToJoin() {
    assertThat(create(Limits.defaults()).joinFiles()).isEmpty();
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
