package io.jcontainer.kernel.ffi;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * A C struct in native memory.
 *
 * <p>Each subclass declares its {@code LAYOUT} with the C names of the fields it uses (nested
 * fields with a dot, as {@code offsetof} takes them) and padding for those it does not.
 */
abstract class Struct {
  final MemorySegment memory;

  Struct(MemorySegment memory) {
    this.memory = memory;
  }

  /** Where it is. */
  public final long address() {
    return memory.address();
  }

  static long offset(StructLayout layout, String field) {
    return layout.byteOffset(MemoryLayout.PathElement.groupElement(field));
  }
}
