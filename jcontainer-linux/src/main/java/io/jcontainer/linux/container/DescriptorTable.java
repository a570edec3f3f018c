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
 * ones before it ended. The first three become the command's own. Numbers behind them may be kept
 * free for the command's channels; the status pipe has the next.
 */
final class DescriptorTable {
  static final int STDIN = 0;
  static final int STDOUT = 1;
  static final int STDERR = 2;

  /** The number of the status pipe where there is no channel. */
  static final int STATUS = 3;

  private final List<Descriptor> unsent = new ArrayList<>();
  private final int status;
  private int next;

  /**
   * A table.
   *
   * @param reserved how many numbers from 3 on are taken by something that does no harm
   */
  DescriptorTable(
      Descriptor stdin, Descriptor stdout, Descriptor stderr, Descriptor status, int reserved) {
    List.of(stdin, stdout, stderr).forEach(this::add);
    for (int i = 0; i < reserved; i++) {
      add(stderr);
    }
    this.status = add(status);
  }

  /** The number of the status pipe. */
  int status() {
    return status;
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

  /** The process has closed this number and all above it: the next descriptor sent takes it. */
  void closedFrom(int number) {
    next = number;
  }

  /** Those that no program was sent with yet: they go with the next one. */
  List<Descriptor> takeUnsent() {
    List<Descriptor> taken = List.copyOf(unsent);
    unsent.clear();
    return taken;
  }
}
