package io.jcontainer;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the processes of a container are confined, beside their {@linkplain Capability capabilities}.
 * The defaults are strict; each method that weakens them says what it gives up.
 *
 * @param seccomp which system calls they may make
 * @param appArmorProfile name of a loaded AppArmor profile; empty for that of this process
 * @param seLinuxLabel an SELinux context; empty for the host's own choice
 * @param landlock whether Landlock walls their files in
 * @param newPrivileges whether set-id programs and file capabilities of the image work
 * @param hiddenPaths of {@code /proc} and {@code /sys}, hidden on top of the default ones
 * @param shownPaths that are neither hidden nor write-protected although the default is
 * @param allSystemPathsShown whether none at all is hidden or write-protected
 */
public record SecurityOptions(
    SeccompProfile seccomp,
    Optional<String> appArmorProfile,
    Optional<String> seLinuxLabel,
    LandlockMode landlock,
    boolean newPrivileges,
    Set<String> hiddenPaths,
    Set<String> shownPaths,
    boolean allSystemPathsShown) {
  private static final Pattern LABEL =
      Pattern.compile("[\\x21-\\x7E]([\\x20-\\x7E]{0,1022}[\\x21-\\x7E])?");
  private static final Pattern SYSTEM_PATH =
      Pattern.compile("/(proc|sys)(/(?!\\.{1,2}(/|$))[^/\\p{Cntrl}]+)+");

  /** Copies the sets. */
  public SecurityOptions {
    hiddenPaths = Set.copyOf(hiddenPaths);
    shownPaths = Set.copyOf(shownPaths);
  }

  /**
   * The default seccomp profile, no new privileges, no labels, no Landlock, system paths as usual.
   */
  public static SecurityOptions defaults() {
    return new SecurityOptions(
        SeccompProfile.defaults(),
        Optional.empty(),
        Optional.empty(),
        LandlockMode.NONE,
        false,
        Set.of(),
        Set.of(),
        false);
  }

  /** The same with another seccomp profile. */
  public SecurityOptions withSeccomp(SeccompProfile profile) {
    return new SecurityOptions(
        profile,
        appArmorProfile,
        seLinuxLabel,
        landlock,
        newPrivileges,
        hiddenPaths,
        shownPaths,
        allSystemPathsShown);
  }

  /**
   * Runs the command under an AppArmor profile that the host has loaded. Starting fails on a host
   * without AppArmor, and if the profile is not loaded.
   */
  public SecurityOptions withAppArmorProfile(String name) {
    return new SecurityOptions(
        seccomp,
        Optional.of(label("AppArmor profile", name)),
        seLinuxLabel,
        landlock,
        newPrivileges,
        hiddenPaths,
        shownPaths,
        allSystemPathsShown);
  }

  /**
   * Runs the command in an SELinux context, {@code user:role:type[:range]}. Starting fails on a
   * host without SELinux.
   */
  public SecurityOptions withSeLinuxLabel(String context) {
    if (context.split(":", -1).length < 3) {
      throw new InvalidSpecException(
          "SELinux label \"" + Text.printable(context) + "\"", "write user:role:type[:range]");
    }
    return new SecurityOptions(
        seccomp,
        appArmorProfile,
        Optional.of(label("SELinux label", context)),
        landlock,
        newPrivileges,
        hiddenPaths,
        shownPaths,
        allSystemPathsShown);
  }

  private static String label(String what, String text) {
    if (!LABEL.matcher(text).matches()) {
      throw new InvalidSpecException(
          what + " \"" + Text.printable(text) + "\"",
          "it is 1 to 1024 printable ASCII characters without space at either end");
    }
    return text;
  }

  /** Walls the files of the container in with Landlock, or not. */
  public SecurityOptions withLandlock(LandlockMode mode) {
    return new SecurityOptions(
        seccomp,
        appArmorProfile,
        seLinuxLabel,
        mode,
        newPrivileges,
        hiddenPaths,
        shownPaths,
        allSystemPathsShown);
  }

  /**
   * Lets programs gain privileges: set-id bits and file capabilities of the image work again, so a
   * process that got hold of an unprivileged user can become root of the container.
   */
  public SecurityOptions withNewPrivilegesAllowed() {
    return new SecurityOptions(
        seccomp,
        appArmorProfile,
        seLinuxLabel,
        landlock,
        true,
        hiddenPaths,
        shownPaths,
        allSystemPathsShown);
  }

  /** Hides a file or directory beneath {@code /proc} or {@code /sys}; if there is none, nothing. */
  public SecurityOptions withHiddenPath(String path) {
    return new SecurityOptions(
        seccomp,
        appArmorProfile,
        seLinuxLabel,
        landlock,
        newPrivileges,
        plus(hiddenPaths, path),
        shownPaths,
        allSystemPathsShown);
  }

  /**
   * Shows, and lets be written, a path that containers usually do not see: gives up the protection
   * that the default is for it.
   */
  public SecurityOptions withUnprotectedPath(String path) {
    return new SecurityOptions(
        seccomp,
        appArmorProfile,
        seLinuxLabel,
        landlock,
        newPrivileges,
        hiddenPaths,
        plus(shownPaths, path),
        allSystemPathsShown);
  }

  /** The same for all such paths: the kernel's own checks alone protect the host's settings. */
  public SecurityOptions withAllSystemPathsUnprotected() {
    return new SecurityOptions(
        seccomp,
        appArmorProfile,
        seLinuxLabel,
        landlock,
        newPrivileges,
        hiddenPaths,
        shownPaths,
        true);
  }

  private static Set<String> plus(Set<String> paths, String path) {
    if (!SYSTEM_PATH.matcher(path).matches()) {
      throw new InvalidSpecException(
          "system path \"" + Text.printable(path) + "\"",
          "write a path beneath /proc or /sys without . and ..; mount something elsewhere");
    }
    Set<String> more = new HashSet<>(paths);
    more.add(path);
    return more;
  }
}
