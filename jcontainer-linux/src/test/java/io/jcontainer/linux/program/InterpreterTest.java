package io.jcontainer.linux.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Architecture;
import io.jcontainer.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterpreterTest {
  private static final Map<Architecture, String> PREFIX =
      Map.of(Architecture.X86_64, "", Architecture.AARCH64, "aarch64-linux-gnu-");

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void itsBytesAreWhatTheSystemsAssemblerMakesOfItsText(Architecture architecture)
      throws IOException, InterruptedException {
    Interpreter interpreter = Machine.of(architecture).interpreter();
    assertThat(assemble(architecture, source(architecture, interpreter)))
        .isEqualTo(interpreter.code());
  }

  @ParameterizedTest
  @EnumSource
  void itIsAFewHundredBytes(Architecture architecture) {
    assertThat(Machine.of(architecture).interpreter().code()).hasSizeBetween(100, 400);
  }

  @ParameterizedTest
  @EnumSource
  void itNeverTouchesAStackAndNeverWritesToCode(Architecture architecture) {
    Interpreter interpreter = Machine.of(architecture).interpreter();
    assertThat(interpreter.lines())
        .extracting(Interpreter.Line::text)
        .noneMatch(text -> text.matches("(push|pop|call|ret|bl|blr).*|.*\\b(rsp|esp|sp)\\b.*"));
  }

  @Test
  void itsNumbersAreThoseOfTheLayout() {
    String first = hex(Region.BOOT.base() + Layout.HEADER);
    assertThat(X86Interpreter.LISTING)
        .contains("mov ebx, " + first + " ")
        .contains("mov [" + hex(Region.FAULT) + "], rbx")
        .contains("mov [" + hex(Region.FAULT + Long.BYTES) + "], rax")
        .contains(hex(Checksum.FACTOR))
        .contains(hex(Machine.of(Architecture.X86_64).magic()))
        .contains("cmp [rdi+" + Layout.LENGTH + "], rsi")
        .contains("cmp rax, [rdi+" + Layout.CHECKSUM + "]")
        .contains("lea rdx, [rdi+" + Layout.HEADER + "]")
        .contains("cmp rsi, " + (Layout.HEADER + Layout.RECORD));
    assertThat(Aarch64Interpreter.LISTING)
        .contains(wide("w19", Region.BOOT.base() + Layout.HEADER))
        .contains(wide("w1", Region.FAULT))
        .contains(wide("x4", Checksum.FACTOR))
        .contains(wide("x4", Machine.of(Architecture.AARCH64).magic()))
        .contains("ldr x6, [x0, #" + Layout.CHECKSUM + "]")
        .contains("add x2, x0, #" + Layout.HEADER)
        .contains("cmp x1, #" + (Layout.HEADER + Layout.RECORD));
  }

  /** The texts of the instructions that load a number sixteen bits at a time. */
  private static List<String> wide(String register, long value) {
    return IntStream.range(0, register.startsWith("w") ? 2 : 4)
        .mapToObj(
            part -> {
              String bits = hex(value >>> (16 * part) & 0xffff);
              return part == 0
                  ? "mov " + register + ", #" + bits
                  : "movk " + register + ", #" + bits + ", lsl #" + 16 * part;
            })
        .toList();
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static String source(Architecture architecture, Interpreter interpreter) {
    String syntax = architecture == Architecture.X86_64 ? ".intel_syntax noprefix\n" : "";
    return syntax
        + interpreter.lines().stream()
            .map(Interpreter.Line::text)
            .collect(Collectors.joining("\n", "", "\n"));
  }

  private static Requirement requirement(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> Requirement.BINUTILS_X86_64;
      case AARCH64 -> Requirement.BINUTILS_AARCH64;
    };
  }

  private byte[] assemble(Architecture architecture, String source)
      throws IOException, InterruptedException {
    String as = PREFIX.get(architecture) + "as";
    String objcopy = PREFIX.get(architecture) + "objcopy";
    requirement(architecture).orSkip();
    Path text = Files.writeString(directory.resolve("interpreter.s"), source);
    Path object = directory.resolve("interpreter.o");
    Path code = directory.resolve("interpreter.bin");
    Tools.run(List.of(as, text.toString(), "-o", object.toString()));
    Tools.run(List.of(objcopy, "-O", "binary", "-j", ".text", object.toString(), code.toString()));
    byte[] bytes = Files.readAllBytes(code);
    return withoutPadding(bytes, Machine.of(architecture).interpreter().code().length);
  }

  /** The section may end with zeros that align it. */
  private static byte[] withoutPadding(byte[] section, int length) {
    for (int i = length; i < section.length; i++) {
      assertThat(section[i]).as("byte %d behind the code", i).isZero();
    }
    return Arrays.copyOf(section, length);
  }
}
