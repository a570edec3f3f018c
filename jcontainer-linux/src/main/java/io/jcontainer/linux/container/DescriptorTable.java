package io.jcontainer.linux.container;

import io.jcontainer.kernel.Descriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * The descriptors that a program is sent, in order. They take the numbers 0, 1, 2, … in the helper,
 * so a program can be written before it exists. The first three become the command's own.
 */
final class DescriptorTable {
  static final int STDIN = 0;
  static final int STDOUT = 1;
  static final int STDERR = 2;
  static final int STATUS = 3;

  private final List<Descriptor> sent = new ArrayList<>();

  DescriptorTable(Descriptor stdin, Descriptor stdout, Descriptor stderr, Descriptor status) {
    sent.addAll(List.of(stdin, stdout, stderr, status));
  }

  /** Adds one; says which number it will have. */
  int add(Descriptor descriptor) {
    sent.add(descriptor);
    return sent.size() - 1;
  }

  List<Descriptor> sent() {
    return List.copyOf(sent);
  }
}
