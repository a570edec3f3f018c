package io.jcontainer.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a container's root is made of: ordered layer directories, a directory of the host under
 * them, and trees of the host shown read-only over them. A lease: the directories stay as they are
 * until {@link #close}.
 */
public final class RootFilesystem implements AutoCloseable {
  private final List<Path> layers;
  private final List<HostTree> hostTrees;
  private final Optional<Path> base;
  private final Runnable release;
  private final Optional<Path> lockFile;

  /**
   * A leased tree.
   *
   * @param layers directories beneath the configuration's root, uppermost first, whiteouts in
   *     overlayfs's form, owners as the image gives them (uid 0 on disk is root of the container)
   * @param hostTrees shown over the layers; one whose target is {@code /} lies under them
   * @param release ends the lease; called at most once
   */
  public RootFilesystem(List<Path> layers, List<HostTree> hostTrees, Runnable release) {
    this(layers, hostTrees, release, Optional.empty());
  }

  /**
   * A leased tree whose lease others can share.
   *
   * @param layers as above
   * @param hostTrees as above
   * @param release as above
   * @param lockFile of which a shared {@code flock(2)} is a lease, too: for a process that outlives
   *     this one
   */
  public RootFilesystem(
      List<Path> layers, List<HostTree> hostTrees, Runnable release, Optional<Path> lockFile) {
    this.lockFile = lockFile;
    this.layers = List.copyOf(layers);
    this.hostTrees = hostTrees.stream().filter(tree -> !tree.target().equals("/")).toList();
    this.base =
        hostTrees.stream()
            .filter(tree -> tree.target().equals("/"))
            .map(HostTree::host)
            .findFirst();
    this.release = onlyOnce(release);
  }

  private static Runnable onlyOnce(Runnable release) {
    var done = new java.util.concurrent.atomic.AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        release.run();
      }
    };
  }

  /**
   * A directory of the host shown read-only, without its submounts, at a path that exists as a
   * directory in the layers.
   *
   * @param host absolute path on the host
   * @param target absolute path in the container
   */
  public record HostTree(Path host, String target) {}

  /** Layer directories, uppermost first. */
  public List<Path> layers() {
    return layers;
  }

  /**
   * The directory of the host that lies under the layers, without its submounts, if there is one;
   * owners as in the layers. It is no part of the lease: the host has it.
   */
  public Optional<Path> base() {
    return base;
  }

  /** Host directories shown over the layers. */
  public List<HostTree> hostTrees() {
    return hostTrees;
  }

  /** The file of which a shared {@code flock(2)} is a lease, too, if there is one. */
  public Optional<Path> lockFile() {
    return lockFile;
  }

  /** Ends the lease. Idempotent. */
  @Override
  public void close() {
    release.run();
  }
}
