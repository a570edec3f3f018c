package io.jcontainer.linux.program;

import io.jcontainer.kernel.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The helper's file: a static executable of the least kind ({@code elf(5)}).
 *
 * <p>Its segments are those of {@link Region}: code that is never writable, data that is never
 * executable, and a stack that is neither used nor executable. Addresses and offsets agree modulo
 * 64 KiB, the largest page of aarch64.
 */
final class ElfImage {
  private static final long TEXT = 0x0040_0000;
  private static final int DATA_OFFSET = (int) (Region.FAULT & 0xffff);
  private static final int HEADER_SIZE = 64;
  private static final int SEGMENT_SIZE = 56;
  private static final int SEGMENTS = 5;

  /** The first multiple of 16 behind the headers. */
  private static final int CODE_OFFSET = (HEADER_SIZE + SEGMENTS * SEGMENT_SIZE + 15) & -16;

  private static final long PAGE = 0x1_0000;
  private static final short ET_EXEC = 2;
  private static final int PT_LOAD = 1;
  private static final int PT_GNU_STACK = 0x6474_e551;
  private static final int EXECUTABLE = 1;
  private static final int WRITABLE = 2;
  private static final int READABLE = 4;

  private ElfImage() {}

  /** The file for an architecture. */
  static byte[] of(Architecture architecture) {
    byte[] code = Machine.of(architecture).interpreter().code();
    byte[] boot = BootProgram.program().assemble(architecture, Region.BOOT);
    int bootOffset = Math.toIntExact(DATA_OFFSET + Region.BOOT.base() - Region.FAULT);
    int fileSize = bootOffset + boot.length;
    ByteBuffer file = ByteBuffer.allocate(fileSize).order(ByteOrder.LITTLE_ENDIAN);
    header(file, architecture);
    segment(file, READABLE | EXECUTABLE, 0, TEXT, CODE_OFFSET + code.length, 0);
    segment(file, READABLE | WRITABLE, DATA_OFFSET, Region.FAULT, fileSize - DATA_OFFSET, 0);
    segment(file, READABLE | WRITABLE, 0, Region.A.base(), 0, Region.A.size());
    segment(file, READABLE | WRITABLE, 0, Region.B.base(), 0, Region.B.size());
    stack(file);
    file.put(CODE_OFFSET, code);
    file.put(bootOffset, boot);
    return file.array();
  }

  /** {@code Elf64_Ehdr}. */
  private static void header(ByteBuffer file, Architecture architecture) {
    byte[] identity = {
      0x7f, 'E', 'L', 'F', /* 64 bits */ 2, /* little-endian */ 1, /* version */ 1
    };
    file.put(Arrays.copyOf(identity, 16));
    file.putShort(ET_EXEC).putShort((short) Machine.of(architecture).elfMachine()).putInt(1);
    file.putLong(TEXT + CODE_OFFSET); // e_entry
    file.putLong(HEADER_SIZE); // e_phoff
    file.putLong(0).putInt(0); // no sections, no flags
    file.putShort((short) HEADER_SIZE).putShort((short) SEGMENT_SIZE).putShort((short) SEGMENTS);
    file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
  }

  /** {@code Elf64_Phdr} of a part of memory: bytes of the file, and zeros behind them. */
  private static void segment(
      ByteBuffer file, int flags, long offset, long address, long fileBytes, long zeros) {
    file.putInt(PT_LOAD).putInt(flags).putLong(offset).putLong(address).putLong(address);
    file.putLong(fileBytes).putLong(fileBytes + zeros).putLong(PAGE);
  }

  private static void stack(ByteBuffer file) {
    file.putInt(PT_GNU_STACK).putInt(READABLE | WRITABLE);
    file.putLong(0).putLong(0).putLong(0).putLong(0).putLong(0).putLong(16);
  }
}
