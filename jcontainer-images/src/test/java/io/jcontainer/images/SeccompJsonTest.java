package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Capability;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.SeccompProfile;
import io.jcontainer.SeccompRules;
import io.jcontainer.SeccompRules.Action;
import io.jcontainer.SeccompRules.Comparison;
import io.jcontainer.SeccompRules.Condition;
import io.jcontainer.SeccompRules.Kind;
import io.jcontainer.SeccompRules.Rule;
import io.jcontainer.SeccompRules.Scope;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seccomp profiles as Docker and Podman users have them. */
class SeccompJsonTest {
  private static SeccompRules read(String json) {
    return ((SeccompProfile.Custom) SeccompProfile.fromJson(json)).rules();
  }

  @Test
  void everyFieldIsRead() {
    SeccompRules rules =
        read(
            """
            {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "defaultErrno": "ENOSYS",
             "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": []}],
             "syscalls": [
              {"names": ["clone", "fork"], "action": "SCMP_ACT_ALLOW", "comment": "x",
               "args": [{"index": 1, "value": 18446744073709551615, "valueTwo": 2,
                         "op": "SCMP_CMP_MASKED_EQ"}],
               "includes": {"caps": ["CAP_SYS_ADMIN"], "arches": ["amd64"], "minKernel": "4.8"},
               "excludes": {}},
              {"name": "reboot", "action": "SCMP_ACT_ERRNO", "args": null}]}
            """);
    Rule first =
        new Rule(
            List.of("clone", "fork"),
            Action.of(Kind.ALLOW),
            List.of(new Condition(1, Comparison.MASKED_EQUAL, -1L, 2)),
            new Scope(
                Set.of(Capability.SYS_ADMIN),
                Set.of("amd64"),
                Optional.of(new SeccompRules.Kernel(4, 8))),
            Scope.NONE);
    Rule second = new Rule(List.of("reboot"), Action.errno(1), List.of(), Scope.NONE, Scope.NONE);
    assertThat(rules).isEqualTo(new SeccompRules(Action.errno(38), List.of(first, second)));
  }

  @Test
  @Requires(Requirement.CONTAINERS_PROFILE)
  void theProfileOfAPackageIsRead() {
    SeccompProfile profile = SeccompProfile.fromJson(Path.of("/usr/share/containers/seccomp.json"));
    SeccompRules rules = ((SeccompProfile.Custom) profile).rules();
    assertThat(rules.otherwise()).isEqualTo(Action.errno(38));
    assertThat(rules.rules()).hasSizeGreaterThan(30);
    assertThat(rules.rules())
        .anyMatch(rule -> rule.names().contains("openat") && rule.conditions().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | \"defaultAction\" is missing",
        "[] | an object is expected",
        "{\"defaultAction\": \"SCMP_ACT_TRACE\"} | /defaultAction: the action \"SCMP_ACT_TRACE\"",
        "{\"defaultAction\": \"SCMP_ACT_NOTIFY\"} | is not supported",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"listenerPath\": \"/x\"} | nobody to notify",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"flags\": [\"F\"]} | the flag \"F\"",
        "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 5000} | within 1 to 4095",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"action\": \"SCMP_ACT_TRAP\"}]} |"
            + " /syscalls/0: \"names\" is missing",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"]}]} |"
            + " \"action\" is missing",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"a b\"]}]} |"
            + " no name of a system call",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"],"
            + " \"args\": [{\"index\": 6, \"op\": \"SCMP_CMP_EQ\"}]}]} | 0 to 5",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"],"
            + " \"args\": [{\"index\": 0, \"op\": \"EQ\"}]}]} | the comparison \"EQ\"",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"],"
            + " \"includes\": {\"caps\": [\"CAP_X\"]}}]} | capability \"CAP_X\"",
        "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"],"
            + " \"includes\": {\"minKernel\": \"new\"}}]} | write it like 4.8",
      })
  void whatCannotBeGivenIsRefusedByName(String json, String why) {
    assertThatThrownBy(() -> SeccompProfile.fromJson(json))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageStartingWith("invalid seccomp profile: ")
        .hasMessageContaining(why);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> SeccompProfile.fromJson(Path.of("/no/such/profile.json")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("/no/such/profile.json");
  }
}
