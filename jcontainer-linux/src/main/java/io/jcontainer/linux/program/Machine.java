package io.jcontainer.linux.program;

import io.jcontainer.kernel.Architecture;

/**
 * What a helper is made of for one architecture.
 *
 * @param elfMachine {@code e_machine} of {@code elf(5)}
 * @param magic the first word of a program: {@code PROGx861} or {@code PROGA641} as bytes
 * @param interpreter its code
 */
record Machine(int elfMachine, long magic, Interpreter interpreter) {
  private static final Machine X86_64 =
      new Machine(62, 0x3136_3878_474f_5250L, Interpreter.parse(X86Interpreter.LISTING));

  private static final Machine AARCH64 =
      new Machine(183, 0x3134_3641_474f_5250L, Interpreter.parse(Aarch64Interpreter.LISTING));

  static Machine of(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> X86_64;
      case AARCH64 -> AARCH64;
    };
  }
}
