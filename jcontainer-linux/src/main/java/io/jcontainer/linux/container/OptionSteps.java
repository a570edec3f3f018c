package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.Namespace;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The steps of a start for what only some containers ask for. */
final class OptionSteps {
  private static final long CLONE_NEWUTS = 0x0400_0000;
  private static final long CLONE_NEWIPC = 0x0800_0000;
  private static final long CLONE_NEWPID = 0x2000_0000;
  private static final long CLONE_NEWNET = 0x4000_0000;

  private final ProgramBuilder program;

  OptionSteps(ProgramBuilder program) {
    this.program = program;
  }

  /** For the helper, while it is root of the host: a score may be lowered by such alone. */
  void scoreForOutOfMemory(int score) {
    write(
        "set the out-of-memory score to "
            + score
            + (score < 0 ? " (a lower one needs CAP_SYS_RESOURCE)" : ""),
        "/proc/self/oom_score_adj",
        Integer.toString(score));
  }

  /**
   * For the first process, while it sees the host's {@code /proc}: what it will execute runs under
   * the label. It is kept until then, and no other file is executed before.
   */
  void labelCommand(SecurityLabel label) {
    write(
        "have the command run under " + label.feature().title() + " " + label.text(),
        "/proc/thread-self/attr/" + label.file(),
        label.text());
  }

  /**
   * For the helper, while it is root of the host: the first process will be born in them. A process
   * of the container's user namespace may not look at the other's first process if that is an init
   * ({@link InitSteps}).
   */
  void joinShared(Map<Namespace, Integer> shared) {
    Map<Integer, Set<Namespace>> joins = new TreeMap<>();
    shared.forEach(
        (namespace, descriptor) ->
            joins.computeIfAbsent(descriptor, _ -> EnumSet.noneOf(Namespace.class)).add(namespace));
    joins.forEach(
        (descriptor, namespaces) ->
            program.step(
                "join the " + namespaces + " namespaces of another container",
                Sys.SETNS,
                number(descriptor),
                number(flags(namespaces))));
  }

  /** For the first process. */
  void nameDomain(String domain) {
    if (domain.isEmpty()) {
      return;
    }
    Data name = program.string(domain);
    program.step(
        "set the domain name to " + domain,
        Sys.SETDOMAINNAME,
        name.address(),
        number(name.size() - 1));
  }

  private void write(String what, String path, String text) {
    Cell file = program.cell(path);
    program
        .step(
            "open " + path,
            Sys.OPENAT,
            number(Descriptor.CWD.number()),
            program.string(path).address(),
            number(O.WRONLY | O.CLOEXEC))
        .into(file);
    Data bytes = program.bytes(path + " content", text.getBytes(StandardCharsets.US_ASCII));
    program.step(what, Sys.WRITE, file.value(), bytes.address(), number(bytes.size()));
    program.step("close " + path, Sys.CLOSE, file.value());
  }

  /** As {@code clone(2)} and {@code setns(2)} call them. */
  static long flags(Set<Namespace> namespaces) {
    return namespaces.stream().mapToLong(OptionSteps::flag).sum();
  }

  static long flag(Namespace namespace) {
    return switch (namespace) {
      case PID -> CLONE_NEWPID;
      case IPC -> CLONE_NEWIPC;
      case NETWORK -> CLONE_NEWNET;
      case UTS -> CLONE_NEWUTS;
    };
  }
}
