package io.jcontainer.linux.container;

import io.jcontainer.ContainerSpec;
import io.jcontainer.kernel.Fd;
import org.jspecify.annotations.Nullable;

/**
 * By what a further command joins the control group namespace: the descriptor of the first process,
 * which it has. An init's is no good for that: joining by a process takes the right to read its
 * memory ({@code setns(2)}), and an init's memory belongs to the host's user namespace for good.
 *
 * @param own the namespace itself, or null
 */
record GroupNamespace(@Nullable Fd own) implements AutoCloseable {
  static GroupNamespace of(ContainerSpec spec, RunningProcess first) {
    return new GroupNamespace(spec.process().init() ? first.openControlGroupNamespace() : null);
  }

  /** The number to join by, next to that of the first process. */
  int addTo(DescriptorTable table, int firstProcess) {
    return own == null ? firstProcess : table.add(own);
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
