package io.jcontainer;

/**
 * Which user and group ids of the host a container's processes have. Its files are not concerned:
 * what a user of the container owns in a bind or a volume, the user of the same number owns on the
 * host, whatever the mode. There is a user namespace in each, so that root of the container has no
 * power over the host's kernel.
 */
public sealed interface UserNamespaceMode {
  /** The range of the engine, which its containers share: the default, and the fastest to start. */
  record EngineRange() implements UserNamespaceMode {}

  /** A range of the container's own. */
  record Unique() implements UserNamespaceMode {}

  /** The host's own ids. */
  record HostIds() implements UserNamespaceMode {}

  /** Ids from the engine's range, the same as its other containers have. */
  static UserNamespaceMode engineRange() {
    return new EngineRange();
  }

  /**
   * 65,536 ids that no other container of the same root directory has. Containers of one engine are
   * kept apart by all other namespaces anyway; this is one more wall. A start takes some
   * milliseconds longer, and no namespace can be shared with such a container.
   */
  static UserNamespaceMode unique() {
    return new Unique();
  }

  /**
   * The ids of the host: user 1000 of the container is user 1000 of the host, and root is root,
   * with power over what belongs to the container alone. This gives up that root of the container
   * is nobody outside: whoever tells users by their number, such as a service behind a Unix socket
   * that is bound into it, or a limit of processes for each user, takes them for the host's.
   */
  static UserNamespaceMode hostIdsUnshifted() {
    return new HostIds();
  }
}
