package io.jcontainer.linux.container;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.O;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.FaultReport;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Launcher;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The user namespace of an engine's range, held by a descriptor. A JVM has many threads and so
 * cannot make one itself ({@code unshare(2)}): a helper makes it, this side writes its maps, and
 * the helper ends.
 */
final class UserNamespace implements AutoCloseable {
  private static final int STATUS = 0;
  private static final long CLONE_NEWUSER = 0x1000_0000;

  private final IdRange range;
  private final Fd descriptor;

  private UserNamespace(IdRange range, Fd descriptor) {
    this.range = range;
    this.descriptor = descriptor;
  }

  static UserNamespace create(Kernel kernel, Launcher launcher, IdRange range) {
    List<Fd> status = kernel.pipe(0);
    try (Helper helper = launcher.spawn();
        Fd ours = status.get(0)) {
      try (Fd theirs = status.get(1)) {
        helper.run(program(), List.of(theirs));
      }
      byte[] answer = new byte[FaultReport.SIZE];
      int length = kernel.read(ours, answer, 0, answer.length);
      if (length != 1) {
        throw refused(helper.report(Arrays.copyOf(answer, length)));
      }
      return new UserNamespace(range, map(kernel, helper.pid(), range));
    }
  }

  /** Makes the namespace, says so, and waits until this side closes the control socket. */
  private static Program program() {
    ProgramBuilder program = Program.named("make a user namespace").reportFaultsTo(STATUS);
    program.step("make a user namespace", Sys.UNSHARE, number(CLONE_NEWUSER));
    Data done = program.bytes("done", new byte[] {'+'});
    program.step("say so", Sys.WRITE, number(STATUS), done.address(), number(1));
    Data byteOfControl = program.buffer("byte", 1);
    program.step(
        "wait for its maps", Sys.READ, number(Helper.CONTROL), byteOfControl.address(), number(1));
    return program.build();
  }

  private static Fd map(Kernel kernel, int pid, IdRange range) {
    for (String file : new String[] {"uid_map", "gid_map"}) {
      String path = "/proc/" + pid + "/" + file;
      try (Fd map = kernel.open(Descriptor.CWD, path, O.WRONLY, 0)) {
        byte[] line = range.mapping().getBytes(StandardCharsets.US_ASCII);
        kernel.write(map, line, 0, line.length);
      }
    }
    return kernel.open(Descriptor.CWD, "/proc/" + pid + "/ns/user", O.RDONLY, 0);
  }

  private static HostUnsupportedException refused(FaultReport report) {
    String reason =
        switch (report) {
          case FaultReport.Failed(var fault) -> fault.sentence();
          case FaultReport.Garbled(String why) -> why;
          case FaultReport.None() -> "the process that makes one ended";
        };
    return new HostUnsupportedException(
        HostFeature.USER_NAMESPACE,
        reason,
        "raise the sysctl user.max_user_namespaces, and allow user namespaces to this program");
  }

  IdRange range() {
    return range;
  }

  Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
