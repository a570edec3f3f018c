package io.jcontainer.linux.container;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.SecurityOptions;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the next {@code execve(2)} of a thread is to run under: what is written to an attribute file
 * of it in {@code /proc} ({@code proc_pid_attr(5)}).
 *
 * @param feature the module that reads it
 * @param file beneath {@code /proc/thread-self/attr}
 * @param text to write
 */
record SecurityLabel(HostFeature feature, String file, String text) {
  /** Where AppArmor says whether it is in force: Y or N. */
  private static final String APPARMOR = "/sys/module/apparmor/parameters/enabled";

  /** Where SELinux says whether it enforces; missing where there is none. */
  private static final String SELINUX = "/sys/fs/selinux/enforce";

  /** The label that was asked for; a process has one only. */
  static Optional<SecurityLabel> of(SecurityOptions options) {
    if (options.appArmorProfile().isPresent() && options.seLinuxLabel().isPresent()) {
      throw new InvalidSpecException(
          "AppArmor profile beside an SELinux label", "a host has one of the two; give one");
    }
    Optional<SecurityLabel> appArmor =
        options
            .appArmorProfile()
            .map(name -> new SecurityLabel(HostFeature.APPARMOR, "apparmor/exec", "exec " + name));
    return appArmor.or(
        () ->
            options
                .seLinuxLabel()
                .map(label -> new SecurityLabel(HostFeature.SELINUX, "exec", label)));
  }

  /** Refuses it on a host whose kernel would not read it: the container would run without. */
  void require(Kernel kernel) {
    if (!isPresent(kernel, feature)) {
      throw new HostUnsupportedException(
          feature,
          "this kernel has no " + feature.title() + " in force",
          "boot with it, or leave the label out");
    }
  }

  /** Whether the module is in force. */
  static boolean isPresent(Kernel kernel, HostFeature feature) {
    return feature == HostFeature.APPARMOR
        ? read(kernel, APPARMOR).startsWith("Y")
        : !read(kernel, SELINUX).isEmpty();
  }

  private static String read(Kernel kernel, String path) {
    try (Fd file = kernel.open(Descriptor.CWD, path, O.RDONLY, 0)) {
      byte[] text = new byte[16];
      int length = kernel.read(file, text, 0, text.length);
      return new String(text, 0, length, StandardCharsets.US_ASCII);
    } catch (KernelException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return "";
      }
      throw e;
    }
  }
}
