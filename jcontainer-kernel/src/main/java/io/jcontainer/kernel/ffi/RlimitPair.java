package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/** {@code struct rlimit64}, which is {@code struct rlimit} on 64-bit machines. */
public final class RlimitPair extends Struct {
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(JAVA_LONG.withName("rlim_cur"), JAVA_LONG.withName("rlim_max"))
          .withName("struct rlimit");

  private static final long SOFT = offset(LAYOUT, "rlim_cur");
  private static final long HARD = offset(LAYOUT, "rlim_max");

  /** Room for one. */
  public RlimitPair(Frame frame) {
    super(frame.allocate(LAYOUT.byteSize()));
  }

  /** The limit in force; -1 for none. */
  public long soft() {
    return memory.get(JAVA_LONG, SOFT);
  }

  /** How far it may be raised; -1 for no end. */
  public long hard() {
    return memory.get(JAVA_LONG, HARD);
  }
}
