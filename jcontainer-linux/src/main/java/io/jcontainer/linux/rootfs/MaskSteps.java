package io.jcontainer.linux.rootfs;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.MoveMount;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.OpenTree;
import io.jcontainer.linux.program.Arg;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.Label;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import io.jcontainer.linux.rootfs.MaskPlan.Mask;
import io.jcontainer.linux.security.ProcPolicy;
import io.jcontainer.linux.security.ProcPolicy.KernelPath;
import java.util.List;

/**
 * The steps that hide parts of procfs and sysfs, or make them read-only: mounts over them, on the
 * procfs and sysfs that are the container's own.
 */
final class MaskSteps {
  private static final int FSCONFIG_CMD_CREATE = 6;
  private static final int CLOSE_ON_EXEC = 1;
  private static final int ONTO_DESCRIPTOR = MoveMount.F_EMPTY_PATH | MoveMount.T_EMPTY_PATH;
  private static final int NO_FILES = MountAttr.NOSUID | MountAttr.NODEV | MountAttr.NOEXEC;

  private final ProgramBuilder program;
  private final Arg devices;
  private final Arg proc;
  private final Arg sys;
  private final Arg empty;

  /**
   * Steps for one container.
   *
   * @param devices descriptor of the tree for {@code /dev}
   * @param proc descriptor of the mount of procfs
   * @param sys descriptor of the mount of sysfs
   */
  MaskSteps(ProgramBuilder program, Arg devices, Arg proc, Arg sys) {
    this.program = program;
    this.devices = devices;
    this.proc = proc;
    this.sys = sys;
    this.empty = program.string("").address();
  }

  /** Adds them all. */
  void apply(MaskPlan masks) {
    hide(masks.masked());
    masks.readOnly().forEach(this::protect);
  }

  /** A file is covered by our own /dev/null, a directory by an empty read-only tmpfs. */
  private void hide(List<Mask> masks) {
    Cell nothing = null;
    for (Mask mask : masks) {
      Label skip = program.label("after " + mask.path());
      Cell target = openOrSkip(mask.path(), skip);
      if (!mask.directory()) {
        Cell cover = cloneOf("/dev/null to hide " + mask.path(), devices, path("null"), 0);
        attach("hide " + mask.path(), cover.value(), target.value());
      } else if (nothing == null) {
        nothing = emptyDirectory();
        attach("hide " + mask.path(), nothing.value(), target.value());
      } else {
        Cell cover =
            cloneOf(
                "the empty directory to hide " + mask.path(),
                nothing.value(),
                empty,
                At.EMPTY_PATH);
        attach("hide " + mask.path(), cover.value(), target.value());
      }
      program.mark(skip);
    }
  }

  /** A name that the host's tree has may be absent in the container's: nothing to hide then. */
  private Cell openOrSkip(KernelPath path, Label skip) {
    Cell target = program.cell(path.toString());
    Label opened = program.label(path + " is open");
    Label failed = program.label(path + " is not open");
    program
        .step(
            "open " + path,
            Sys.OPENAT,
            mountOf(path),
            path(path.path()),
            number(O.PATH | O.NOFOLLOW | O.CLOEXEC))
        .into(target)
        .onZero(opened)
        .onPositive(opened)
        .onNegative(failed);
    program.mark(failed);
    program.skipIf("skip " + path + " if there is none", target, Errno.ENOENT, skip);
    program.failWith("open " + path, target);
    program.mark(opened);
    return target;
  }

  private Arg mountOf(KernelPath path) {
    return path.mount() == ProcPolicy.Mount.PROC ? proc : sys;
  }

  private Cell emptyDirectory() {
    Cell context = program.cell("empty directory context");
    Cell mount = program.cell("empty directory");
    program
        .step("open a new tmpfs", Sys.FSOPEN, path("tmpfs"), number(CLOSE_ON_EXEC))
        .into(context);
    program.step(
        "create an empty directory",
        Sys.FSCONFIG,
        context.value(),
        number(FSCONFIG_CMD_CREATE),
        number(0),
        number(0),
        number(0));
    program
        .step(
            "make a mount of the empty directory",
            Sys.FSMOUNT,
            context.value(),
            number(CLOSE_ON_EXEC),
            number(NO_FILES | MountAttr.RDONLY))
        .into(mount);
    return mount;
  }

  private Cell cloneOf(String what, Arg directory, Arg path, int atFlags) {
    Cell clone = program.cell("clone of " + what);
    program
        .step(
            "clone " + what,
            Sys.OPEN_TREE,
            directory,
            path,
            number(OpenTree.CLONE | OpenTree.CLOEXEC | atFlags))
        .into(clone);
    return clone;
  }

  private void protect(KernelPath path) {
    Label skip = program.label("after " + path);
    Cell target = openOrSkip(path, skip);
    Cell clone = cloneOf(path.toString(), target.value(), empty, At.EMPTY_PATH);
    Data readOnly =
        program
            .struct("read-only " + path)
            .u64(MountAttr.RDONLY | NO_FILES)
            .u64(0)
            .u64(0)
            .u64(0)
            .end();
    program.step(
        "make " + path + " read-only",
        Sys.MOUNT_SETATTR,
        clone.value(),
        empty,
        number(At.EMPTY_PATH),
        readOnly.address(),
        number(readOnly.size()));
    attach("put the read-only " + path + " in place", clone.value(), target.value());
    program.mark(skip);
  }

  private void attach(String name, Arg mount, Arg target) {
    program.step(name, Sys.MOVE_MOUNT, mount, empty, target, empty, number(ONTO_DESCRIPTOR));
  }

  private Arg path(String text) {
    return program.string(text).address();
  }
}
