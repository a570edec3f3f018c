package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Limits;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link CgroupV1} alone: on a hybrid host, the v2 hierarchy is left out of account. */
@Requires({Requirement.ROOT, Requirement.CGROUP_V1})
class V1CgroupTest extends CgroupContract {
  @Override
  CgroupLayout layout(CgroupLayout host) {
    return new CgroupLayout(host.hierarchies().stream().filter(each -> !each.unified()).toList());
  }

  @Override
  boolean endsTogether() {
    return false;
  }

  @Override
  List<String> serving() {
    return List.of("cpu", "cpuacct", "memory", "pids", "freezer");
  }

  @Test
  void thereIsNothingToBeBornInto() {
    assertThat(create(Limits.defaults()).cloneInto()).isEmpty();
  }
}
