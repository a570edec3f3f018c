package io.jcontainer.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The mount calls that work on descriptors (since Linux 5.2; {@code mount_setattr} 5.12). A failure
 * of a call on a file system context carries the context's own log.
 */
public interface MountCalls {
  /** {@code fsopen(2)} with FSOPEN_CLOEXEC. */
  Fd fsopen(String type);

  /** {@code fsconfig(2)} FSCONFIG_SET_STRING; at most 255 bytes. */
  void fsconfigString(Descriptor context, String key, String value);

  /** {@code fsconfig(2)} FSCONFIG_SET_FLAG. */
  void fsconfigFlag(Descriptor context, String key);

  /** {@code fsconfig(2)} FSCONFIG_CMD_CREATE. */
  void fsconfigCreate(Descriptor context);

  /** {@code fsmount(2)} with FSMOUNT_CLOEXEC; attributes are {@link MountAttr}. */
  Fd fsmount(Descriptor context, int attributes);

  /** {@code open_tree(2)} with OPEN_TREE_CLOEXEC added. */
  Fd openTree(Descriptor directory, String path, int flags);

  /** {@code mount_setattr(2)}; the user namespace goes with {@link MountAttr#IDMAP}. */
  void mountSetattr(
      Descriptor mount,
      String path,
      int atFlags,
      long set,
      long clear,
      long propagation,
      @Nullable Descriptor userNamespace);

  /** {@code move_mount(2)}. */
  void moveMount(Descriptor from, String fromPath, Descriptor to, String toPath, int flags);

  /** {@code umount2(2)}. */
  void umount(String path, int flags);
}
