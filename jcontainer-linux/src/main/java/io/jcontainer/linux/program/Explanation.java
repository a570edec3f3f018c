package io.jcontainer.linux.program;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A program as text that stays the same from build to build: for people, and for tests to hold
 * against.
 *
 * <pre>
 *   3  mount proc on /proc     mount("proc", "/proc", "proc", 14)
 *   4  fork                    clone(17) -> child [zero: 9]
 *   5  wait for it             wait4(child, &amp;status) [negative: next]
 * </pre>
 *
 * <p>A string stands for its address, {@code &name} is the address of a piece of data, {@code name}
 * the value of a cell. Branches are shown where they differ from the usual: a fault if negative,
 * else the next step.
 */
final class Explanation {
  private static final int PLAIN = 4096;
  private static final int SHOWN_BYTES = 32;

  private final Program program;

  Explanation(Program program) {
    this.program = program;
  }

  String text() {
    StringBuilder text = new StringBuilder("program ").append(quoted(program.name())).append('\n');
    for (int i = 0; i < program.steps().size(); i++) {
      Step step = program.steps().get(i);
      String call = call(step) + branches(step, i);
      text.append("%4d  %-32s %s\n".formatted(i, escaped(step.name()), call));
    }
    program.data().stream()
        .filter(piece -> string(piece) == null)
        .forEach(p -> text.append(line(p)));
    return text.toString();
  }

  private String call(Step step) {
    String arguments =
        step.arguments().stream().map(Explanation::argument).collect(Collectors.joining(", "));
    Cell result = step.result();
    return step.operation().title()
        + "("
        + arguments
        + ")"
        + (result == null ? "" : " -> " + place(result.data(), result.offset()));
  }

  private String branches(Step step, int index) {
    List<String> unusual = new ArrayList<>();
    branch(unusual, "negative", step.negative(), program.fault(), index);
    branch(unusual, "zero", step.zero(), index + 1, index);
    branch(unusual, "positive", step.positive(), index + 1, index);
    return unusual.isEmpty() ? "" : " [" + String.join(", ", unusual) + "]";
  }

  private void branch(List<String> unusual, String sign, int target, int usual, int index) {
    if (target != usual) {
      String place =
          target == index + 1
              ? "next"
              : target == program.fault() ? "fault" : Integer.toString(target);
      unusual.add(sign + ": " + place);
    }
  }

  private static String argument(Arg argument) {
    return switch (argument) {
      case Arg.Constant number -> number(number.value());
      case Arg.Value value -> place(value.cell().data(), value.cell().offset());
      case Arg.Address address -> address(address.data(), address.offset());
    };
  }

  private static String address(Data data, int offset) {
    String string = string(data);
    return string != null && offset == 0 ? string : "&" + place(data, offset);
  }

  private static String place(Data data, int offset) {
    return offset == 0 ? data.name() : data.name() + "+" + offset;
  }

  private static String line(Data piece) {
    String fields =
        piece.fields().stream().map(Explanation::field).collect(Collectors.joining(", "));
    return "      %s = {%s}\n".formatted(piece.name(), fields);
  }

  private static String field(Field field) {
    return switch (field) {
      case Field.Unsigned n -> "u" + n.size() * Byte.SIZE + " " + number(n.value());
      case Field.Pointer pointer -> address(pointer.target(), pointer.offset());
      case Field.Zeros zeros -> zeros.size() + " zeros";
      case Field.Text text -> text.shown();
      case Field.Bytes bytes -> bytes(bytes.bytes());
    };
  }

  private static String bytes(byte[] bytes) {
    if (bytes.length <= SHOWN_BYTES) {
      return HexFormat.of().formatHex(bytes);
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return "%d bytes with crc32 %08x".formatted(bytes.length, sum.getValue());
  }

  private static String number(long value) {
    return -PLAIN < value && value < PLAIN ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  private static @Nullable String string(Data data) {
    return data.fields().size() == 1 && data.fields().getFirst() instanceof Field.Text text
        ? text.shown()
        : null;
  }

  /** The text in quotation marks, what is not printable ASCII escaped. */
  static String quoted(String text) {
    return '"' + escaped(text) + '"';
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        escaped.append(c);
      } else {
        escaped.append("\\u%04x".formatted((int) c));
      }
    }
    return escaped.toString();
  }
}
