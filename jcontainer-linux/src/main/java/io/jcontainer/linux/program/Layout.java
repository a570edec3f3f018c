package io.jcontainer.linux.program;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where everything of a program lies in its region.
 *
 * <pre>
 * base + 0   magic                    the architecture's
 *        8   length                   of all of it, bytes, a multiple of 8
 *       16   checksum                 of the words from 24 to the end
 *       24   step 0                   48 bytes each: see {@link Assembler}
 *        …   data                     each piece from a multiple of 8
 *        …   sink                     8 bytes: takes the results that nobody wants
 *        …   constants                8 bytes each: numbers and addresses that are arguments
 * </pre>
 */
final class Layout {
  static final int LENGTH = 8;
  static final int CHECKSUM = 16;
  static final int HEADER = 24;
  static final int RECORD = 48;

  private final Region region;
  private final Map<Data, Long> pieces = new HashMap<>();
  private final Map<Long, Long> constants = new LinkedHashMap<>();
  private final long sink;

  Layout(Program program, Region region) {
    this.region = region;
    pieces.put(Landmark.FAULT, Region.FAULT);
    pieces.put(Landmark.HEADER, region.base());
    pieces.put(Landmark.FURTHER, region.further().base());
    long next = step(program.steps().size());
    for (Data piece : program.data()) {
      pieces.put(piece, next);
      next += (piece.size() + Long.BYTES - 1L) & -Long.BYTES;
    }
    sink = next;
    program.steps().forEach(step -> step.arguments().forEach(this::operand));
    operand(Arg.number(0));
  }

  long base() {
    return region.base();
  }

  /** Bytes from the base to the end of the last constant. */
  long length() {
    return sink - region.base() + Long.BYTES * (1L + constants.size());
  }

  /** The address of a step's record. */
  long step(int index) {
    return region.base() + HEADER + (long) RECORD * index;
  }

  /** The address of the word whose value the argument is. */
  long operand(Arg argument) {
    return switch (argument) {
      case Arg.Constant known -> constant(known.value());
      case Arg.Address address -> constant(address(address.data(), address.offset()));
      case Arg.Value value -> address(value.cell().data(), value.cell().offset());
    };
  }

  /** The address of the word that takes the results nobody wants. */
  long sink() {
    return sink;
  }

  /** The address of a place in a piece of data. */
  long address(Data data, int offset) {
    Long start = pieces.get(data);
    if (start == null) {
      throw new IllegalStateException(data.name() + " belongs to another program");
    }
    return start + offset;
  }

  /** The constants and their addresses. */
  Map<Long, Long> constants() {
    return constants;
  }

  private long constant(long value) {
    return constants.computeIfAbsent(value, v -> sink + Long.BYTES * (1L + constants.size()));
  }
}
