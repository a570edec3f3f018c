package io.jcontainer.linux.cgroup;

import java.util.Set;

/**
 * A mounted cgroup hierarchy, and where this process is in it.
 *
 * @param unified whether it is the v2 one
 * @param controllers by the kernel's name, {@code name=…} for a named hierarchy; of v2, those that
 *     the group at the mount point has
 * @param mountPoint where it is mounted
 * @param mountRoot the group that is seen at the mount point: not always the root, in a container
 * @param ownPath the group of this process
 * @param readOnly whether this mount of it refuses writing
 */
public record Hierarchy(
    boolean unified,
    Set<String> controllers,
    String mountPoint,
    String mountRoot,
    String ownPath,
    boolean readOnly) {

  /**
   * Whether a group of this path is seen beneath the mount point. The kernel writes {@code /..}
   * where a group or a mount's root is outside the reader's cgroup namespace: such is not.
   */
  boolean shows(String path) {
    if (climbs(path) || climbs(mountRoot)) {
      return false;
    }
    return mountRoot.equals("/") || path.equals(mountRoot) || path.startsWith(mountRoot + "/");
  }

  private static boolean climbs(String path) {
    return path.equals("/..") || path.startsWith("/../");
  }

  /** The directory of a group, which {@linkplain #shows must be seen}. */
  String directory(String path) {
    String beneath = mountRoot.equals("/") ? path : path.substring(mountRoot.length());
    return beneath.isEmpty() || beneath.equals("/") ? mountPoint : mountPoint + beneath;
  }

  /** The directory of the group of this process. */
  String ownDirectory() {
    return directory(ownPath);
  }

  /** The path of a group made beneath another. */
  static String child(String path, String name) {
    return path.equals("/") ? "/" + name : path + "/" + name;
  }

  /** A name for messages: {@code v2}, or the controllers of a v1 hierarchy. */
  String title() {
    return unified ? "v2" : String.join(",", controllers.stream().sorted().toList());
  }

  Hierarchy withOwnPath(String path) {
    return new Hierarchy(unified, controllers, mountPoint, mountRoot, path, readOnly);
  }

  Hierarchy withControllers(Set<String> others) {
    return new Hierarchy(unified, others, mountPoint, mountRoot, ownPath, readOnly);
  }
}
