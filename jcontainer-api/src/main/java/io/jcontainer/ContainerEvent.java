package io.jcontainer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Something that happened to a container. */
public sealed interface ContainerEvent {
  /**
   * To which container it happened, and when.
   *
   * @param time of it
   * @param id of the container
   * @param name that it had then
   * @param labels its own and its image's
   */
  record Subject(Instant time, ContainerId id, String name, Map<String, String> labels) {
    /** Copies the labels. */
    public Subject {
      labels = Map.copyOf(labels);
    }
  }

  /** To which container it happened, and when. */
  Subject subject();

  /** When it happened. */
  default Instant time() {
    return subject().time();
  }

  /** The container's identity. */
  default ContainerId id() {
    return subject().id();
  }

  /** The container's name then. */
  default String name() {
    return subject().name();
  }

  /** It was made. */
  record Created(Subject subject) implements ContainerEvent {}

  /**
   * Its first process is the command, for the first time or again.
   *
   * @param pid of that process on the host
   */
  record Started(Subject subject, long pid) implements ContainerEvent {}

  /**
   * It could not be started.
   *
   * @param reason in words
   */
  record StartFailed(Subject subject, String reason) implements ContainerEvent {}

  /**
   * A signal was sent to its first process, by {@link Container#kill}, {@link Container#stop} or
   * its removal.
   *
   * @param signal that was sent
   */
  record Killed(Subject subject, Signal signal) implements ContainerEvent {}

  /**
   * The kernel killed a process of it for want of memory. Told as it happens; several killed at
   * once are one event. The container may go on.
   */
  record OutOfMemory(Subject subject) implements ContainerEvent {}

  /**
   * Its first process has ended, and with it all others.
   *
   * @param status how
   */
  record Exited(Subject subject, ExitStatus status) implements ContainerEvent {}

  /**
   * It has ended because a user asked it to, and is not started again.
   *
   * @param status how it ended
   */
  record Stopped(Subject subject, ExitStatus status) implements ContainerEvent {}

  /**
   * Its restart policy will start it again.
   *
   * @param restart the how manieth time since a user started it, from 1
   * @param pause before that
   */
  record Restarting(Subject subject, int restart, Duration pause) implements ContainerEvent {}

  /** All its processes are frozen. */
  record Paused(Subject subject) implements ContainerEvent {}

  /** Its processes go on. */
  record Unpaused(Subject subject) implements ContainerEvent {}

  /**
   * It has another name.
   *
   * @param before the old name; that of the event is the new one
   */
  record Renamed(Subject subject, String before) implements ContainerEvent {}

  /**
   * Its health checks say something else than before.
   *
   * @param status what they say
   */
  record HealthChanged(Subject subject, HealthStatus status) implements ContainerEvent {}

  /**
   * A user's command is being executed in it. Health checks are not told.
   *
   * @param pid of the process on the host
   * @param command program and arguments
   */
  record ExecStarted(Subject subject, long pid, List<String> command) implements ContainerEvent {
    /** Copies the command. */
    public ExecStarted {
      command = List.copyOf(command);
    }
  }

  /**
   * A user's command has ended.
   *
   * @param pid that the process had on the host
   * @param status how it ended
   */
  record ExecEnded(Subject subject, long pid, ExitStatus status) implements ContainerEvent {}

  /**
   * A detached container that runs or has run is handled by this engine now.
   *
   * @param pid of its first process on the host
   */
  record Adopted(Subject subject, long pid) implements ContainerEvent {}

  /** This engine has let go of a detached container, which goes on. */
  record Released(Subject subject) implements ContainerEvent {}

  /** Nothing can be done with it any more. */
  record Removed(Subject subject) implements ContainerEvent {}
}
