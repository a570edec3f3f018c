package io.jcontainer.kernel;

import org.jspecify.annotations.Nullable;

/** {@link MountCalls} in words. */
public final class MountWording {
  private final Wording words;

  /** With a way to name descriptors. */
  public MountWording(Wording words) {
    this.words = words;
  }

  /** See {@link MountCalls#fsopen}. */
  public String fsopen(String type) {
    return "fsopen(" + Wording.quoted(type) + ")";
  }

  /** See {@link MountCalls#fsconfigString}. */
  public String fsconfigString(Descriptor context, String key, String value) {
    return "fsconfig("
        + words.fd(context)
        + ", FSCONFIG_SET_STRING, "
        + Wording.quoted(key)
        + ", "
        + Wording.quoted(value)
        + ")";
  }

  /** See {@link MountCalls#fsconfigFlag}. */
  public String fsconfigFlag(Descriptor context, String key) {
    return "fsconfig(" + words.fd(context) + ", FSCONFIG_SET_FLAG, " + Wording.quoted(key) + ")";
  }

  /** See {@link MountCalls#fsconfigCreate}. */
  public String fsconfigCreate(Descriptor context) {
    return "fsconfig(" + words.fd(context) + ", FSCONFIG_CMD_CREATE)";
  }

  /** See {@link MountCalls#fsmount}. */
  public String fsmount(Descriptor context, int attributes) {
    return "fsmount(" + words.fd(context) + ", " + MountAttr.describe(attributes) + ")";
  }

  /** See {@link MountCalls#openTree}. */
  public String openTree(Descriptor directory, String path, int flags) {
    return "open_tree(" + place(directory, path) + ", " + OpenTree.describe(flags) + ")";
  }

  /** See {@link MountCalls#mountSetattr}. */
  public String mountSetattr(
      Descriptor mount,
      String path,
      int atFlags,
      long set,
      long clear,
      long propagation,
      @Nullable Descriptor userNamespace) {
    return "mount_setattr("
        + place(mount, path)
        + ", "
        + At.describe(atFlags)
        + ", set "
        + MountAttr.describe(set)
        + ", clear "
        + MountAttr.describe(clear)
        + ", propagation "
        + Propagation.describe(propagation)
        + (userNamespace == null ? "" : ", user namespace " + words.fd(userNamespace))
        + ")";
  }

  /** See {@link MountCalls#moveMount}. */
  public String moveMount(
      Descriptor from, String fromPath, Descriptor to, String toPath, int flags) {
    return "move_mount("
        + place(from, fromPath)
        + ", "
        + place(to, toPath)
        + ", "
        + MoveMount.describe(flags)
        + ")";
  }

  /** See {@link MountCalls#umount}. */
  public String umount(String path, int flags) {
    return "umount2(" + Wording.quoted(path) + ", " + Umount.describe(flags) + ")";
  }

  private String place(Descriptor directory, String path) {
    return words.fd(directory) + ", " + Wording.quoted(path);
  }
}
