package io.jcontainer.linux.rootfs;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.MoveMount;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Resolve;
import io.jcontainer.kernel.Umount;
import io.jcontainer.linux.program.Arg;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.Sys;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The steps that put a prepared root in place, from inside the container's fresh mount namespace.
 *
 * <p>Every mount target is opened beneath a descriptor without following links, and every mount
 * goes onto such a descriptor. Paths as strings are used beneath {@code /dev} alone, which is ours.
 */
public final class RootfsSteps {
  private static final long MEBIBYTE = 1 << 20;
  private static final int MS_NOSUID = 2;
  private static final int MS_NODEV = 4;
  private static final int MS_NOEXEC = 8;
  private static final int FSCONFIG_CMD_CREATE = 6;
  private static final int CLOSE_ON_EXEC = 1;
  private static final int ONTO_DESCRIPTOR = MoveMount.F_EMPTY_PATH | MoveMount.T_EMPTY_PATH;
  private static final int NO_FILES = MountAttr.NOSUID | MountAttr.NODEV | MountAttr.NOEXEC;

  private final ProgramBuilder program;
  private final Arg root;
  private final Arg devices;
  private final Arg empty;
  private final Arg cwd = number(Descriptor.CWD.number());

  /**
   * Steps for one container.
   *
   * @param root descriptor number of the overlay
   * @param devices descriptor number of the tree for {@code /dev}
   */
  public RootfsSteps(ProgramBuilder program, int root, int devices) {
    this.program = program;
    this.root = number(root);
    this.devices = number(devices);
    this.empty = program.string("").address();
  }

  /**
   * Makes the overlay the root. procfs and sysfs are mounted while the host's are still to be seen:
   * in a user namespace the kernel refuses them to whoever cannot see them whole already ({@code
   * mount_namespaces(7)}).
   *
   * @param sharedMemory bytes of {@code /dev/shm}
   * @param sysctls to be set while {@code /proc/sys} can be written
   */
  public void enter(MaskPlan masks, long sharedMemory, Map<String, String> sysctls) {
    program.step(
        "put the container's root over the host's",
        Sys.MOVE_MOUNT,
        root,
        empty,
        cwd,
        path("/"),
        number(MoveMount.F_EMPTY_PATH));
    program.step("enter the container's root", Sys.FCHDIR, root);
    Arg proc = mountKernelTree("proc", NO_FILES).value();
    Arg sys = mountKernelTree("sysfs", NO_FILES | MountAttr.RDONLY).value();
    program.step("make the container's root the root", Sys.PIVOT_ROOT, path("."), path("."));
    program.step("leave the host's root", Sys.UMOUNT2, path("."), number(Umount.MNT_DETACH));
    program.step("go to the root", Sys.CHDIR, path("/"));
    mountDevices(sharedMemory);
    sysctls.forEach((name, value) -> set(name, value, proc));
    new MaskSteps(program, devices, proc, sys).apply(masks);
  }

  private Cell mountKernelTree(String type, int attributes) {
    String name = type.equals("sysfs") ? "sys" : type;
    Cell context = program.cell(type + " context");
    Cell mount = program.cell(type + " mount");
    Cell target = program.cell("/" + name);
    program.step("open a new " + type, Sys.FSOPEN, path(type), number(CLOSE_ON_EXEC)).into(context);
    program.step(
        "create a new " + type,
        Sys.FSCONFIG,
        context.value(),
        number(FSCONFIG_CMD_CREATE),
        number(0),
        number(0),
        number(0));
    program
        .step(
            "make a mount of the new " + type,
            Sys.FSMOUNT,
            context.value(),
            number(CLOSE_ON_EXEC),
            number(attributes))
        .into(mount);
    openPlain("/" + name, root, name, target, O.DIRECTORY);
    attach("mount " + type + " on /" + name, mount.value(), target.value());
    return mount;
  }

  private void openPlain(String what, Arg directory, String name, Cell into, int flags) {
    program
        .step(
            "open " + what,
            Sys.OPENAT,
            directory,
            path(name),
            number(O.PATH | O.NOFOLLOW | O.CLOEXEC | flags))
        .into(into);
  }

  private void attach(String name, Arg mount, Arg target) {
    program.step(name, Sys.MOVE_MOUNT, mount, empty, target, empty, number(ONTO_DESCRIPTOR));
  }

  private void mountDevices(long sharedMemory) {
    Cell target = program.cell("/dev");
    openPlain("/dev", root, "dev", target, O.DIRECTORY);
    attach("mount the devices on /dev", devices, target.value());
    mount("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5");
    mount(
        "tmpfs",
        "/dev/shm",
        MS_NOSUID | MS_NODEV | MS_NOEXEC,
        "mode=1777,size=" + size(sharedMemory));
    mount("mqueue", "/dev/mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
  }

  private static String size(long bytes) {
    return bytes % MEBIBYTE == 0 ? bytes / MEBIBYTE + "m" : Long.toString(bytes);
  }

  private void mount(String type, String target, int flags, String options) {
    program.step(
        "mount " + type + " on " + target,
        Sys.MOUNT,
        path(type),
        path(target),
        path(type),
        number(flags),
        path(options));
  }

  /** Writes a setting of the kernel through the container's own {@code /proc}. */
  private void set(String sysctl, String value, Arg proc) {
    StringBuilder path = new StringBuilder("sys/");
    sysctl.chars().forEach(c -> path.append(c == '.' ? '/' : c == '/' ? '.' : (char) c));
    Cell file = program.cell("sysctl " + sysctl);
    program
        .step(
            "open sysctl " + sysctl,
            Sys.OPENAT,
            proc,
            path(path.toString()),
            number(O.WRONLY | O.NOFOLLOW | O.CLOEXEC))
        .into(file);
    Data text = program.bytes("value of " + sysctl, value.getBytes(StandardCharsets.US_ASCII));
    program.step(
        "set sysctl " + sysctl + " to " + value,
        Sys.WRITE,
        file.value(),
        text.address(),
        number(text.size()));
    program.step("close sysctl " + sysctl, Sys.CLOSE, file.value());
  }

  /**
   * Attaches a prepared mount. Its target is resolved as the container would, so that a link of the
   * image on the way leads to a place in the image.
   *
   * @param mount descriptor number
   */
  public void attach(int mount, String target, String what) {
    Cell place = program.cell("target " + target);
    Data how =
        program
            .struct("how to open " + target)
            .u64(O.PATH | O.CLOEXEC)
            .u64(0)
            .u64(Resolve.IN_ROOT | Resolve.NO_MAGICLINKS)
            .end();
    program
        .step(
            "open the mount target " + target,
            Sys.OPENAT2,
            root,
            path(target.substring(1)),
            how.address(),
            number(how.size()))
        .into(place);
    attach("mount the " + what + " on " + target, number(mount), place.value());
  }

  private Arg path(String text) {
    return program.string(text).address();
  }
}
