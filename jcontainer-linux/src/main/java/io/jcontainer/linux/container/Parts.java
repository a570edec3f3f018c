package io.jcontainer.linux.container;

import io.jcontainer.ContainerEvent;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Limits;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one container is made of, and what can be done with all of it together.
 *
 * @param home where its files and groups are
 * @param images the leases of its image and of those that it mounts
 * @param kept the output of a detached one
 * @param forget takes it off the engine's list
 */
record Parts(
    Engine engine,
    ContainerHome home,
    ContainerId id,
    ContainerSpec spec,
    ImageLeases images,
    RootAccess access,
    MainOutput output,
    Optional<KeptOutput> kept,
    ContainerNews news,
    Runnable forget) {
  /** Starts it; what it writes goes to the log from now on. */
  RunningProcess start(@Nullable RunningProcess last, Limits limits) {
    if (last != null) {
      last.makeRoom();
    }
    output.log().open();
    if (kept.isEmpty()) {
      return start(limits, Optional.empty());
    }
    try (KeptStart start = KeptStart.begin(engine, kept.get(), images)) {
      return start(limits, Optional.of(start));
    }
  }

  private RunningProcess start(Limits limits, Optional<KeptStart> start) {
    return new ContainerStart(engine, home, id, spec, limits, access, output, start).start();
  }

  /** Tells what happened to it. */
  void tell(Function<ContainerEvent.Subject, ContainerEvent> event) {
    news.tell(event);
  }

  /** Lets go of one whose first start failed, which has undone the rest. */
  void undone() {
    nothingIsLeft();
    tell(ContainerEvent.Removed::new);
    forget.run();
  }

  private void nothingIsLeft() {
    images.close();
    kept.ifPresent(KeptOutput::close);
    home.containerRemoved();
  }

  /** Lets go of one that goes on. */
  void release(@Nullable RunningProcess last) {
    if (last != null) {
      last.release();
    }
    kept.ifPresent(KeptOutput::close);
    access.close();
    images.close();
    home.released();
    tell(ContainerEvent.Released::new);
    forget.run();
  }

  /**
   * Has everything of it removed, as soon as its last process has ended.
   *
   * @param last its process, if it ever had one
   * @param volumes whether its anonymous volumes go too
   */
  void remove(@Nullable RunningProcess last, boolean volumes) {
    home.removing();
    boolean used = access.retire(volumes);
    if (last != null) {
      last.remove(access::close, this::nothingIsLeft);
    } else if (used) {
      engine.janitor().later(access::close);
      engine.janitor().removeDirectory(home.files(), id.value(), this::nothingIsLeft);
    } else {
      nothingIsLeft();
    }
    forget.run();
  }
}
