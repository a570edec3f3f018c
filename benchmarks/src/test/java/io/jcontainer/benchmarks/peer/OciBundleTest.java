package io.jcontainer.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcontainer.Capability;
import io.jcontainer.benchmarks.peer.OciBundle.Isolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class OciBundleTest {
  private static final String SPEC =
      """
      {
        "ociVersion": "1.0.2",
        "process": {"terminal": true, "args": ["sh"], "capabilities": {"bounding": ["CAP_KILL"]}},
        "root": {"path": "rootfs", "readonly": true},
        "mounts": [
          {"destination": "/proc", "type": "proc"},
          {"destination": "/sys/fs/cgroup", "type": "cgroup"}
        ],
        "linux": {
          "resources": {"devices": [{"allow": false, "access": "rwm"}]},
          "namespaces": [{"type": "pid"}, {"type": "cgroup"}]
        }
      }
      """;

  private static JsonNode changed(Isolation isolation) throws IOException {
    ObjectNode config = (ObjectNode) new ObjectMapper().readTree(SPEC);
    OciBundle.change(config, Path.of("/srv/root"), isolation);
    return config;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Test
  void runsTrueFromTheSharedRoot() throws IOException {
    for (Isolation isolation : Isolation.values()) {
      JsonNode config = changed(isolation);
      assertThat(texts(config.at("/process/args"))).containsExactly("/bin/true");
      assertThat(config.at("/process/terminal").asBoolean()).isFalse();
      assertThat(config.at("/root/path").asText()).isEqualTo("/srv/root");
      assertThat(config.at("/mounts").findValuesAsText("type")).containsExactly("proc");
    }
  }

  @Test
  void limitsUnlessThereIsNoControlGroup() throws IOException {
    JsonNode limits = changed(Isolation.SPEC).at("/linux/resources");
    assertThat(limits.at("/memory/limit").asLong()).isEqualTo(64 << 20);
    assertThat(limits.at("/pids/limit").asInt()).isEqualTo(64);
    assertThat(limits.at("/devices")).isNotEmpty();
    assertThat(changed(Isolation.SPEC_WITHOUT_CGROUP).at("/linux/resources").isMissingNode())
        .isTrue();
  }

  @Test
  void asksForTheSameIsolation() throws IOException {
    JsonNode config = changed(Isolation.SAME);
    assertThat(config.at("/linux/namespaces").findValuesAsText("type"))
        .containsExactly("pid", "cgroup", "user");
    assertThat(config.at("/linux/uidMappings/0/size").asInt()).isEqualTo(65536);
    assertThat(texts(config.at("/process/capabilities/effective")))
        .hasSameSizeAs(Capability.defaults())
        .contains("CAP_CHOWN")
        .doesNotContain("CAP_SYS_ADMIN");
  }

  @Test
  void theFilterHasTheDefaultRules() throws IOException {
    JsonNode profile = changed(Isolation.SAME).at("/linux/seccomp");
    assertThat(profile.at("/defaultAction").asText()).isEqualTo("SCMP_ACT_ERRNO");
    assertThat(profile.at("/defaultErrnoRet").asInt()).isEqualTo(1);
    List<String> allowed =
        StreamSupport.stream(profile.at("/syscalls").spliterator(), false)
            .filter(rule -> rule.at("/action").asText().equals("SCMP_ACT_ALLOW"))
            .filter(rule -> rule.at("/args").isMissingNode())
            .flatMap(rule -> texts(rule.at("/names")).stream())
            .toList();
    assertThat(allowed)
        .hasSizeGreaterThan(250)
        .contains("openat", "chroot")
        .doesNotContain("mount");
  }
}
