package io.jcontainer.linux.container;

import io.jcontainer.Capability;
import io.jcontainer.TerminalSize;
import io.jcontainer.linux.rootfs.MaskPlan;
import io.jcontainer.linux.security.UserIdentity;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything the launch program is compiled from: a pure value, so that the program of each option
 * can be looked at without privileges.
 *
 * @param hostname of the container
 * @param command program and arguments
 * @param environment {@code NAME=value} each
 * @param searchPath the value of {@code PATH}, where the program is looked for
 * @param workingDirectory absolute
 * @param user who the command runs as
 * @param capabilities what root may do
 * @param lastCapability the kernel's highest capability number
 * @param seccompFilter {@code struct sock_filter} after another; nothing for no filter
 * @param masks what of the kernel's file systems is hidden
 * @param terminal the size of the terminal that it gets, if it gets one
 * @param sharedMemory bytes of {@code /dev/shm}
 * @param descriptors the numbers that descriptors have in the helper
 * @param mounts in the order in which they are attached
 * @param options what the container asks for beyond the usual
 */
@SuppressWarnings("ArrayRecordComponent") // the filter is handed on once, never compared
record LaunchPlan(
    String hostname,
    List<String> command,
    List<String> environment,
    String searchPath,
    String workingDirectory,
    UserIdentity user,
    Set<Capability> capabilities,
    int lastCapability,
    byte[] seccompFilter,
    MaskPlan masks,
    Optional<TerminalSize> terminal,
    long sharedMemory,
    Numbers descriptors,
    List<MountPoint> mounts,
    LaunchOptions options)
    implements CommandPlan {
  LaunchPlan {
    command = List.copyOf(command);
    environment = List.copyOf(environment);
    capabilities = Set.copyOf(capabilities);
    mounts = List.copyOf(mounts);
  }

  @Override
  public int status() {
    return descriptors.status();
  }

  @Override
  public Set<Integer> channels() {
    return options.channels();
  }

  /**
   * Descriptor numbers.
   *
   * @param status the status pipe
   * @param root the overlay
   * @param devices the tree for {@code /dev}
   */
  record Numbers(int status, int root, int devices) {}

  /**
   * A prepared mount.
   *
   * @param descriptor number
   * @param target absolute path inside the container
   * @param what for people
   */
  record MountPoint(int descriptor, String target, String what) {}
}
