package io.jcontainer.linux.container;

import io.jcontainer.Ulimit;
import java.util.List;

/**
 * Everything the birth program is compiled from. The descriptors are numbers in the helper.
 *
 * @param ulimits of each process
 * @param userNamespace of the engine's range
 * @param joinFiles v1 {@code tasks} files of the container's control groups
 * @param cloneInto the v2 control group, or -1
 */
record BirthPlan(List<Ulimit> ulimits, int userNamespace, List<Integer> joinFiles, int cloneInto) {
  BirthPlan {
    ulimits = List.copyOf(ulimits);
    joinFiles = List.copyOf(joinFiles);
  }
}
