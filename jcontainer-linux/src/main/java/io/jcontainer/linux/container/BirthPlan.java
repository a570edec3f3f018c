package io.jcontainer.linux.container;

import io.jcontainer.Namespace;
import io.jcontainer.Ulimit;
import io.jcontainer.linux.keep.KeeperPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything the birth program is compiled from. The descriptors are numbers in the helper.
 *
 * @param status the status pipe
 * @param ulimits of each process
 * @param userNamespace of the engine's range
 * @param joinFiles v1 {@code tasks} files of the container's control groups
 * @param cloneInto the v2 control group, or -1
 * @param oomScore of its processes
 * @param shared which namespace is another's, with the descriptor of a process in it
 * @param keeper who keeps the container when the JVM is gone, if somebody shall
 */
record BirthPlan(
    int status,
    List<Ulimit> ulimits,
    int userNamespace,
    List<Integer> joinFiles,
    int cloneInto,
    OptionalInt oomScore,
    Map<Namespace, Integer> shared,
    Optional<KeeperPlan> keeper) {
  BirthPlan {
    ulimits = List.copyOf(ulimits);
    joinFiles = List.copyOf(joinFiles);
    shared = Map.copyOf(shared);
  }
}
