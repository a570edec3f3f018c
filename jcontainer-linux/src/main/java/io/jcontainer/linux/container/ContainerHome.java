package io.jcontainer.linux.container;

import io.jcontainer.linux.cgroup.EngineGroups;

/** Where a container's files and control groups are: its engine's place, or one of its own. */
interface ContainerHome {
  /** Path of the container's directory beneath the engine's root. */
  String directory(String containerId);

  /** What it has on file systems. */
  ContainerFiles files();

  /** Where its control groups are made. */
  EngineGroups groups();

  /** What ids of the container are on the host, as it runs, or as it would if it were started. */
  IdRange range();

  /** The container is being removed: nobody finds it here any more. */
  void removing();

  /** Lets go of it; the container goes on. */
  void released();

  /** Lets go of it; the container was removed, and is gone but for this. */
  void containerRemoved();

  /**
   * The home of an engine's containers, which goes with the engine.
   *
   * @param engine whose
   * @param range of the container
   */
  record OfEngine(Engine engine, IdRange range) implements ContainerHome {
    @Override
    public String directory(String containerId) {
      return engine.directory().containerPath(containerId);
    }

    @Override
    public ContainerFiles files() {
      return engine.files();
    }

    @Override
    public EngineGroups groups() {
      return engine.groups();
    }

    @Override
    public void removing() {
      // the engine forgets it
    }

    @Override
    public void released() {
      // the home is the engine's
    }

    @Override
    public void containerRemoved() {
      // the home is the engine's
    }
  }
}
