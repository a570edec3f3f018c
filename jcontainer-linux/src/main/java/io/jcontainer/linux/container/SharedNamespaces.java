package io.jcontainer.linux.container;

import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Namespace;
import io.jcontainer.kernel.Fd;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The first processes of the containers whose namespaces one shares, by descriptors, owned.
 *
 * @param processes each once
 * @param by which namespace is whose
 */
record SharedNamespaces(Map<ContainerId, Fd> processes, Map<Namespace, ContainerId> by)
    implements AutoCloseable {

  static SharedNamespaces open(Engine engine, ContainerSpec spec) {
    Map<Namespace, ContainerId> by = spec.namespaces().shared();
    Map<ContainerId, Fd> processes = new HashMap<>();
    try {
      by.values().forEach(id -> processes.computeIfAbsent(id, engine::processOf));
      return new SharedNamespaces(processes, by);
    } catch (RuntimeException e) {
      processes.values().forEach(Fd::close);
      throw e;
    }
  }

  /** Puts them into the table; says which number each namespace is joined through. */
  Map<Namespace, Integer> addTo(DescriptorTable table) {
    Map<ContainerId, Integer> numbers = new HashMap<>();
    processes.forEach((id, process) -> numbers.put(id, table.add(process)));
    Map<Namespace, Integer> shared = new EnumMap<>(Namespace.class);
    by.forEach((namespace, id) -> shared.put(namespace, numbers.get(id)));
    return shared;
  }

  @Override
  public void close() {
    processes.values().forEach(Fd::close);
  }
}
