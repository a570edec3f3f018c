package io.jcontainer.kernel.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * The header and the two data structs of {@code capget(2)} version 3: low and high 32 bits of each
 * set.
 */
public final class CapabilityUser {
  /** _LINUX_CAPABILITY_VERSION_3. */
  private static final int VERSION_3 = 0x20080522;

  static final StructLayout HEADER =
      MemoryLayout.structLayout(JAVA_INT.withName("version"), JAVA_INT.withName("pid"))
          .withName("struct __user_cap_header_struct");

  static final StructLayout DATA =
      MemoryLayout.structLayout(
              JAVA_INT.withName("effective"),
              JAVA_INT.withName("permitted"),
              JAVA_INT.withName("inheritable"))
          .withName("struct __user_cap_data_struct");

  private static final long EFFECTIVE = Struct.offset(DATA, "effective");
  private static final long PERMITTED = Struct.offset(DATA, "permitted");
  private static final long INHERITABLE = Struct.offset(DATA, "inheritable");

  private final MemorySegment header;
  private final MemorySegment data;

  /** Room for the calling thread's sets, all empty. */
  public CapabilityUser(Frame frame) {
    header = frame.allocate(HEADER.byteSize());
    header.set(JAVA_INT, Struct.offset(HEADER, "version"), VERSION_3);
    data = frame.allocate(2 * DATA.byteSize());
  }

  /** Where the header is. */
  public long headerAddress() {
    return header.address();
  }

  /** Where the sets are. */
  public long dataAddress() {
    return data.address();
  }

  /** The effective set by capability number. */
  public long effective() {
    return get(EFFECTIVE);
  }

  /** The permitted set. */
  public long permitted() {
    return get(PERMITTED);
  }

  /** The inheritable set. */
  public long inheritable() {
    return get(INHERITABLE);
  }

  /** Fills the sets. */
  public void set(long effective, long permitted, long inheritable) {
    put(EFFECTIVE, effective);
    put(PERMITTED, permitted);
    put(INHERITABLE, inheritable);
  }

  private long get(long field) {
    long low = Integer.toUnsignedLong(data.get(JAVA_INT, field));
    return low | (long) data.get(JAVA_INT, DATA.byteSize() + field) << 32;
  }

  private void put(long field, long set) {
    data.set(JAVA_INT, field, (int) set);
    data.set(JAVA_INT, DATA.byteSize() + field, (int) (set >>> 32));
  }
}
