package io.jcontainer.linux.container;

import io.jcontainer.Signal;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.WaitStatus;
import io.jcontainer.linux.keep.Departure;
import io.jcontainer.linux.keep.Home;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** How the end of a container's first process shows, and how it is learnt what end it was. */
interface Death {
  /** What can be read once there is something to learn. */
  Descriptor watched();

  /** The end; null if there is none yet. */
  @Nullable End look();

  /** Lets go of what is only needed for this. */
  void close();

  /**
   * An end.
   *
   * @param status of the first process
   * @param timedOut whether whoever keeps the container killed it because its time was over
   */
  record End(WaitStatus status, boolean timedOut) {}

  /** The end of a container whose keeper was killed, and which the kernel has killed with it. */
  static End killed(Home home, int pid) {
    LoggerFactory.getLogger(Death.class)
        .warn("the keeper of detached container {} was killed, and the container with it", home);
    return new End(new WaitStatus(pid, true, Signal.KILL.number()), false);
  }

  /**
   * The death of a child of this JVM.
   *
   * @param kernel to ask
   * @param watched the process's descriptor, somebody else's
   */
  record OfChild(Kernel kernel, Descriptor watched) implements Death {
    @Override
    public @Nullable End look() {
      WaitStatus status = kernel.waitPidfd(watched, 0);
      return status == null ? null : new End(status, false);
    }

    @Override
    public void close() {
      // the descriptor is the process's
    }
  }

  /**
   * A death that was seen already.
   *
   * @param watched of the process, somebody else's
   */
  record Past(Descriptor watched) implements Death {
    @Override
    public @Nullable End look() {
      return null;
    }

    @Override
    public void close() {
      // the descriptor is the process's
    }
  }

  /**
   * The death that a keeper writes down before it ends itself. If it was killed instead, the kernel
   * has killed the first process with it.
   *
   * @param home of the container, somebody else's
   * @param watched the keeper's descriptor, owned
   * @param pid of the first process
   * @param rest ends what is left of the container if the keeper was killed: a hostile process can
   *     tell the kernel that it does not want to die with its parent
   */
  record OfKept(Home home, Fd watched, int pid, Runnable rest) implements Death {
    @Override
    public End look() {
      return home.departure()
          .map(OfKept::end)
          .orElseGet(
              () -> {
                rest.run();
                return killed(home, pid);
              });
    }

    static End end(Departure departure) {
      return new End(departure.status(), departure.timedOut());
    }

    @Override
    public void close() {
      watched.close();
    }
  }
}
