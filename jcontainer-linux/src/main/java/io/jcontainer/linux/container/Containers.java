package io.jcontainer.linux.container;

import io.jcontainer.Container;
import io.jcontainer.ContainerId;
import io.jcontainer.ContainerNameException;
import io.jcontainer.InvalidSpecException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The containers of an engine that are not removed, and their names. {@code lock} guards all of it;
 * nothing of a container is done while it is held.
 */
final class Containers {
  /** A name as long as an id may be one. */
  private static final int FULL = 32;

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<LinuxContainer> handles = new LinkedHashSet<>();
  private final Map<String, ContainerId> names = new HashMap<>();

  /** An id and the name that is its own from now on. */
  record Claim(ContainerId id, String name) {}

  /**
   * A fresh id, and the name as asked or the beginning of the id.
   *
   * @throws ContainerNameException if the name is another's
   */
  Claim claim(Optional<String> wanted) {
    return locked(
        () -> {
          ContainerId id = ContainerId.random();
          while (wanted.isEmpty() && names.containsKey(id.abbreviated())) {
            id = ContainerId.random();
          }
          String name = wanted.orElse(id.abbreviated());
          take(name, id);
          return new Claim(id, name);
        });
  }

  /** The name of one that was made elsewhere: as asked, unless another here has that. */
  Claim claim(ContainerId id, Optional<String> wanted) {
    return locked(
        () -> {
          String name = wanted.orElse(id.abbreviated());
          if (names.getOrDefault(name, id).equals(id)) {
            names.put(name, id);
            return new Claim(id, name);
          }
          return new Claim(id, id.abbreviated());
        });
  }

  private void take(String name, ContainerId id) {
    ContainerId holder = names.putIfAbsent(name, id);
    if (holder != null && !holder.equals(id)) {
      throw new ContainerNameException(name, holder);
    }
  }

  /** Nothing came of it. */
  void giveUp(Claim claim) {
    locked(() -> names.remove(claim.name(), claim.id()));
  }

  void add(LinuxContainer container) {
    locked(() -> handles.add(container));
  }

  /**
   * Gives one that is not removed another name; false if it is removed.
   *
   * @throws ContainerNameException if the name is another's
   */
  boolean rename(LinuxContainer container, String name, Runnable told) {
    return locked(
        () -> {
          if (!handles.contains(container)) {
            return false;
          }
          if (!container.name().equals(name)) {
            take(name, container.id());
            names.remove(container.name(), container.id());
            told.run();
          }
          return true;
        });
  }

  /** It is removed, or let go of. */
  void remove(LinuxContainer container) {
    locked(
        () -> {
          handles.remove(container);
          return of(container.id()).isEmpty() && names.remove(container.name(), container.id());
        });
  }

  /** All, the oldest first. */
  List<Container> all() {
    return locked(() -> List.copyOf(handles));
  }

  Optional<LinuxContainer> of(ContainerId id) {
    return locked(() -> handles.stream().filter(one -> one.id().equals(id)).findFirst());
  }

  /** By id, else by name, else by the beginning of the id. */
  Optional<Container> find(String nameOrId) {
    return locked(
        () -> {
          Optional<Container> named =
              Optional.ofNullable(names.get(nameOrId)).flatMap(this::of).map(one -> one);
          if (named.isPresent() && nameOrId.length() < FULL) {
            return named;
          }
          List<ContainerId> beginning =
              handles.stream()
                  .map(LinuxContainer::id)
                  .filter(id -> !nameOrId.isEmpty() && id.value().startsWith(nameOrId))
                  .distinct()
                  .toList();
          if (beginning.size() > 1) {
            throw ambiguous(nameOrId, beginning);
          }
          Optional<Container> begun =
              beginning.stream().findFirst().flatMap(this::of).map(one -> one);
          return begun.or(() -> named);
        });
  }

  private static InvalidSpecException ambiguous(String prefix, List<ContainerId> all) {
    return new InvalidSpecException(
        "container " + prefix,
        "the ids of "
            + all.size()
            + " containers begin so, "
            + all.get(0)
            + " and "
            + all.get(1)
            + " among them; write more of it");
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
