package io.jcontainer.linux.program;

import java.util.List;

/** Places that every program knows without having made them. */
final class Landmark {
  /** The fault words: address of the step that failed last, and its result. */
  static final Data FAULT = place("fault", 2 * Long.BYTES);

  /** The program's own header. */
  static final Data HEADER = place("header", Layout.HEADER);

  /** The region that a further program is read into. */
  static final Data FURTHER = place("further region", Region.A.size());

  /** The result of the step that failed last. */
  static final Cell FAULT_RESULT = FAULT.cell(Long.BYTES);

  private Landmark() {}

  private static Data place(String name, int size) {
    return new Data(name, List.of(new Field.Zeros(size)));
  }
}
