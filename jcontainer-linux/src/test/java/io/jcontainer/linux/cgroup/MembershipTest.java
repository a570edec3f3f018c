package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class MembershipTest {
  @Test
  void linesOfEachKindAreRead() {
    assertThat(Membership.parse("9:name=systemd:/init.scope\n4:cpu,cpuacct:/\n0::/a b\n"))
        .containsExactly(
            new Membership(Set.of("name=systemd"), "/init.scope"),
            new Membership(Set.of("cpu", "cpuacct"), "/"),
            new Membership(Set.of(), "/a b"));
  }

  @Test
  void aPathMayHoldColons() {
    assertThat(Membership.parse("0::/system.slice:docker:0f\n"))
        .containsExactly(new Membership(Set.of(), "/system.slice:docker:0f"));
  }

  @Test
  void theMarkOfARemovedGroupIsNoPartOfItsName() {
    assertThat(Membership.parse("0::/gone (deleted)\n"))
        .containsExactly(new Membership(Set.of(), "/gone"));
  }

  @Test
  void whatIsNoLineIsLeftOut() {
    assertThat(Membership.parse("\n0\n0:\nx:y\n5:pids:\n5:pids:relative\n")).isEmpty();
  }
}
