package io.jcontainer;

/**
 * Whether Landlock is a second wall around the files of a container, behind its mounts.
 *
 * <p>A process behind it can open, make, remove and execute files beneath the container's root and
 * nowhere else, by whatever descriptor it got hold of; with a {@linkplain
 * ContainerBuilder#withReadOnlyRoot read-only root}, it can write only beneath {@code /proc},
 * {@code /dev} and mounts that are writable. No process can mount, unmount or move a mount any
 * more, whatever its capabilities, nor trace one that is not behind a wall within its own. A
 * {@linkplain Container#exec further command} gets a wall of its own, so it traces none of the
 * others.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/landlock.7.html">landlock(7)</a>, since Linux
 *     5.13
 */
public enum LandlockMode {
  /** No such wall. A container may still restrict itself. */
  NONE,
  /** The wall where the kernel has Landlock, and none elsewhere. */
  WHERE_AVAILABLE,
  /** The wall, or starting fails with a {@link HostUnsupportedException}. */
  REQUIRED
}
