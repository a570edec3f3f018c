package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Container;
import io.jcontainer.Sandbox;
import io.jcontainer.SandboxResult;
import io.jcontainer.SeccompProfile;
import io.jcontainer.SeccompRules;
import io.jcontainer.SeccompRules.Action;
import io.jcontainer.SeccompRules.Kind;
import io.jcontainer.SeccompRules.Rule;
import io.jcontainer.SeccompRules.Scope;
import io.jcontainer.Signal;
import io.jcontainer.TerminalSize;
import io.jcontainer.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that look for a way out. */
class HostileBurglarTest extends HostileCorpus {
  private static final Set<String> REFUSED = Set.of("EPERM", "EACCES", "ENOSYS");

  private Map<String, String> ask(String what) throws InterruptedException {
    return report(run(sandbox, "burglar", what));
  }

  @Test
  void noFileOfTheSystemCanBeWrittenTo() throws Exception {
    SandboxResult result = run(sandbox, "burglar", "write");
    assertThat(result.stdout().lines().filter(line -> !line.contains("="))).isEmpty();
    Map<String, String> report = report(result);
    assertThat(Integer.parseInt(report.getOrDefault("tried", "0"))).isGreaterThan(300);
    assertThat(report).containsEntry("own", "written");
  }

  @Test
  void rootOfAContainerCannotEither() throws Exception {
    try (Container container =
        engine.container(engine.hostImage()).withCommand("burglar", "write").start()) {
      container.waitFor();
      String said = container.logs().stdoutText();
      assertThat(said.lines().filter(line -> !line.contains("=")))
          .allMatch(line -> line.matches("(opened|cut) /proc/pressure/(cpu|io|memory|irq)"));
      assertThat(said).contains("tried=").contains("own=written");
    }
  }

  @Test
  void otherContainersAndTheHostAreOutOfReach() throws Exception {
    try (Container victim =
        engine.container(engine.hostImage()).withCommand("sleep", "100").start()) {
      assertThat(ask("neighbours"))
          .containsEntry("seen", "1") // its own init
          .containsEntry("traced", "0")
          .containsEntry("read", "0")
          .containsEntry("kill everybody", "ESRCH");
      assertThat(victim.exec("echo", "alive").stdout()).isEqualTo("alive\n");
    }
  }

  @Test
  void namespacesCannotBeNested() throws Exception {
    Map<String, String> report = ask("namespaces");
    assertThat(report).hasSize(10).containsEntry("clone3", "ENOSYS");
    assertThat(report.values()).allSatisfy(answer -> assertThat(answer).isIn(REFUSED));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theKernelsOtherDoorsAreShut(boolean strict) throws Exception {
    Set<String> refused = new HashSet<>(REFUSED);
    if (strict) {
      refused.add("EAFNOSUPPORT"); // to a program it is a kernel without such sockets
    }
    Sandbox description = strict ? sandbox.withSeccomp(SeccompProfile.strict()) : sandbox;
    Map<String, String> report = report(run(description, "burglar", "kernel"));
    assertThat(report).hasSizeGreaterThanOrEqualTo(19);
    report.forEach((call, answer) -> assertThat(answer).as(call).isIn(refused));
  }

  @Test
  void noProgramCanBeRewrittenThroughProc() throws Exception {
    Map<String, String> report = ask("exe");
    assertThat(report.get("own program")).isIn("ETXTBSY", "EROFS", "EACCES");
    assertThat(report.get("own program, cut")).isIn("ETXTBSY", "EROFS", "EACCES");
    assertThat(report.get("first program")).isIn("ETXTBSY", "EROFS", "EACCES");
  }

  @Test
  void noKeyIsPressedForAnybody() throws Exception {
    try (Container container =
        engine
            .container(engine.hostImage())
            .withCommand("burglar", "terminal")
            .withTerminal(TerminalSize.DEFAULT)
            .start()) {
      container.waitFor();
      Map<String, String> report = Probe.parse(container.logs().stdoutText());
      assertThat(report)
          .containsEntry("tiocsti", "EPERM")
          .containsEntry("tiocsti with high bits", "EPERM")
          .containsEntry("tioclinux", "EPERM")
          .containsEntry("console", "ENOENT")
          .containsEntry("memory", "ENOENT");
    }
  }

  @Test
  void aSetIdProgramGivesNothing() throws Exception {
    Path program = BusyboxImage.in(root).layer().resolve("bin/rooted");
    Files.copy(Path.of("/bin/busybox"), program);
    Files.setAttribute(program, "unix:mode", 06755);
    SandboxResult result = run(sandbox, "sh", "-c", "ls -l /bin/rooted; exec -a id rooted -u");
    assertThat(result.stdout()).startsWith("-rwsr-sr-x").endsWith("\n65534\n");
  }

  @Test
  void aCallThatIsDeadlyIsAViolation() throws Exception {
    Rule deadly =
        new Rule(
            List.of("ptrace"), Action.of(Kind.KILL_PROCESS), List.of(), Scope.NONE, Scope.NONE);
    SeccompProfile profile =
        new SeccompProfile.Custom(new SeccompRules(Action.of(Kind.ALLOW), List.of(deadly)));
    SandboxResult result = run(sandbox.withSeccomp(profile), "burglar", "trap");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.SECURITY_VIOLATION);
    assertThat(result.evidence().signal()).contains(new Signal(31));
  }

  @Test
  void thereIsNoNetwork() throws Exception {
    SandboxResult result =
        run(sandbox, "sh", "-c", "ls /sys/class/net; cat /proc/net/route; ip addr");
    assertThat(result.stdout()).contains("lo\n").doesNotContain("eth", "veth");
    assertThat(result.stdout().lines().filter(line -> line.contains("inet ")))
        .allMatch(line -> line.contains("127.0.0.1"));
  }
}
