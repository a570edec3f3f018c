package io.jcontainer.linux.container;

import io.jcontainer.StartException;
import io.jcontainer.StartException.Reason;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.linux.program.Helper;
import java.util.ArrayList;
import java.util.List;

/**
 * The descriptors that programs are sent, in order. They take the numbers 0, 1, 2, … in the
 * process, so a program can be written before it exists; those of a further program go on where the
 * ones before it ended. The first three become the command's own.
 */
final class DescriptorTable {
  static final int STDIN = 0;
  static final int STDOUT = 1;
  static final int STDERR = 2;
  static final int STATUS = 3;

  private final List<Descriptor> unsent = new ArrayList<>();
  private int next;

  DescriptorTable(Descriptor stdin, Descriptor stdout, Descriptor stderr, Descriptor status) {
    List.of(stdin, stdout, stderr, status).forEach(this::add);
  }

  /**
   * Adds one; says which number it will have.
   *
   * @throws StartException if there are more than a process takes
   */
  int add(Descriptor descriptor) {
    if (next == Helper.MAX_DESCRIPTORS) {
      throw new StartException(
          Reason.MOUNT,
          "a container takes less than " + Helper.MAX_DESCRIPTORS + " mounts; ask for fewer",
          null);
    }
    unsent.add(descriptor);
    return next++;
  }

  /** Those that no program was sent with yet: they go with the next one. */
  List<Descriptor> takeUnsent() {
    List<Descriptor> taken = List.copyOf(unsent);
    unsent.clear();
    return taken;
  }
}
