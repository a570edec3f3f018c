package io.jcontainer.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.benchmarks.peer.Peer.Pace;
import io.jcontainer.benchmarks.peer.Peer.Surroundings;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateTest {
  private static Peer peer(String script) {
    return new Peer("it", List.of("sh", "-c", script), Surroundings.HOST, Pace.SLOW, "");
  }

  @Test
  void isPresentIfItWorks() {
    assertThat(Candidate.tried(peer("exit 0"))).isEqualTo(new Candidate.Present(peer("exit 0")));
  }

  @Test
  void isAbsentWithWhatItSaidLastIfNot() {
    assertThat(Candidate.tried(peer("echo so; echo not here >&2; exit 3")))
        .isEqualTo(new Candidate.Absent("it", "fails here: not here"));
  }

  @Test
  void slowOnesAreRunLessOften() {
    assertThat(Pace.QUICK.of(60)).isEqualTo(60);
    assertThat(Pace.SLOW.of(60)).isEqualTo(12);
    assertThat(Pace.SLOW.of(2)).isEqualTo(1);
  }

  @Test
  void surroundingsKeepTheCommandAsItIs() {
    assertThat(Surroundings.WITHOUT_UNIFIED_CGROUP.around(List.of("a b", "$c")))
        .startsWith("unshare", "--mount")
        .endsWith("sh", "a b", "$c");
    assertThat(Surroundings.HOST.around(List.of("a b"))).containsExactly("a b");
  }
}
