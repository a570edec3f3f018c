package io.jcontainer.linux.rootfs;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.MoveMount;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Umount;
import io.jcontainer.linux.program.Arg;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.FaultReport;
import io.jcontainer.linux.program.Helper;
import io.jcontainer.linux.program.Launcher;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import java.util.Arrays;
import java.util.List;

/**
 * A mount namespace with nothing in it but an engine's shifted root directory and the skeletons of
 * its containers, held by a descriptor. Until Linux 6.15 the kernel takes a directory as a layer of
 * an overlay only if it lies in the mount namespace of whoever makes the overlay; here it does, and
 * still nothing is mounted on the host. It ends with the JVM.
 */
final class StoreNamespace implements AutoCloseable {
  private static final int STATUS = 0;
  private static final int STORE = 1;
  private static final int SKELETONS = 2;
  private static final long CLONE_NEWNS = 0x0002_0000;
  private static final long MS_REC_PRIVATE = 0x4_4000;

  private final Fd descriptor;

  private StoreNamespace(Fd descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Makes the namespace.
   *
   * @param store a detached mount, which becomes its root
   * @param skeletons a detached mount
   * @param place an existing directory beneath the store, where the skeletons go
   */
  static StoreNamespace create(
      Kernel kernel, Launcher launcher, Descriptor store, Descriptor skeletons, String place) {
    List<Fd> status = kernel.pipe(0);
    try (Fd ours = status.get(0);
        Helper helper = spawn(launcher, status.get(1), place, store, skeletons)) {
      byte[] answer = new byte[FaultReport.SIZE];
      int length = kernel.read(ours, answer, 0, answer.length);
      if (length != 1) {
        throw refused(helper.report(Arrays.copyOf(answer, length)));
      }
      String path = "/proc/" + helper.pid() + "/ns/mnt";
      return new StoreNamespace(kernel.open(Descriptor.CWD, path, O.RDONLY, 0));
    }
  }

  /** With the program sent; only the helper holds the writing end of the pipe then. */
  private static Helper spawn(
      Launcher launcher, Fd theirs, String place, Descriptor store, Descriptor skeletons) {
    try (theirs) {
      Helper helper = launcher.spawn();
      try {
        helper.run(program(place), List.of(theirs, store, skeletons));
        return helper;
      } catch (RuntimeException e) {
        helper.close();
        throw e;
      }
    }
  }

  /** Makes the namespace, says so, and waits until this side closes the control socket. */
  private static Program program(String place) {
    ProgramBuilder program =
        Program.named("make a mount namespace of the store").reportFaultsTo(STATUS);
    Arg empty = program.string("").address();
    Arg here = program.string(".").address();
    Arg cwd = number(Descriptor.CWD.number());
    Arg top = program.string("/").address();
    program.step("make a mount namespace", Sys.UNSHARE, number(CLONE_NEWNS));
    program.step(
        "let nothing of it be seen outside",
        Sys.MOUNT,
        empty,
        top,
        number(0),
        number(MS_REC_PRIVATE),
        number(0));
    program.step(
        "put the store over the host's root",
        Sys.MOVE_MOUNT,
        number(STORE),
        empty,
        cwd,
        top,
        number(MoveMount.F_EMPTY_PATH));
    program.step("enter the store", Sys.FCHDIR, number(STORE));
    program.step("make the store the root", Sys.PIVOT_ROOT, here, here);
    program.step("leave the host's root", Sys.UMOUNT2, here, number(Umount.MNT_DETACH));
    program.step(
        "put the skeletons into the store",
        Sys.MOVE_MOUNT,
        number(SKELETONS),
        empty,
        cwd,
        program.string(place).address(),
        number(MoveMount.F_EMPTY_PATH));
    Data done = program.bytes("done", new byte[] {'+'});
    program.step("say so", Sys.WRITE, number(STATUS), done.address(), number(1));
    Data byteOfControl = program.buffer("byte", 1);
    program.step(
        "wait until it is held",
        Sys.READ,
        number(Helper.CONTROL),
        byteOfControl.address(),
        number(1));
    return program.build();
  }

  private static HostUnsupportedException refused(FaultReport report) {
    String reason =
        switch (report) {
          case FaultReport.Failed(var fault) -> fault.sentence();
          case FaultReport.Garbled(String why) -> why;
          case FaultReport.None() -> "the process that makes one ended";
        };
    return new HostUnsupportedException(
        HostFeature.OVERLAYFS,
        reason,
        "allow this program to mount: it needs CAP_SYS_ADMIN outside any restricting sandbox");
  }

  Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
