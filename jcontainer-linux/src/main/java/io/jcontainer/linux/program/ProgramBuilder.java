package io.jcontainer.linux.program;

import io.jcontainer.kernel.Errno;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a program: first what it refers to, then its steps in order.
 *
 * <pre>{@code
 * ProgramBuilder program = Program.named("greet");
 * Data text = program.bytes("greeting", greeting);
 * program.step("greet", Sys.WRITE, number(1), text.address(), number(text.size()));
 * program.build().explain();
 * }</pre>
 *
 * <p>Behind the last step the process ends with exit code 0; behind a fault, which is reported if
 * {@link #reportFaultsTo} was called, with {@link Program#FAULT_EXIT}.
 */
public final class ProgramBuilder {
  private final String name;
  private final List<StepBuilder> steps = new ArrayList<>();
  private final Map<String, Data> data = new LinkedHashMap<>();
  private final Map<String, Data> strings = new HashMap<>();
  private @Nullable StepBuilder report;

  ProgramBuilder(String name) {
    this.name = name;
  }

  /** A word that is zero at first. */
  public Cell cell(String cellName) {
    return cell(cellName, 0);
  }

  /** A word with a first value. */
  public Cell cell(String cellName, long first) {
    return struct(cellName).u64(first).end().cell(0);
  }

  /** A string with a NUL byte behind it; the same piece for the same string. */
  public Data string(String text) {
    return strings.computeIfAbsent(text, t -> add(Strings.piece(t, t)));
  }

  /** Bytes as they are. */
  public Data bytes(String dataName, byte[] bytes) {
    return struct(dataName).bytes(bytes).end();
  }

  /** So many zero bytes for system calls to write to. */
  public Data buffer(String dataName, int size) {
    return struct(dataName).zeros(size).end();
  }

  /** An array of the strings' addresses that ends with a null, such as {@code argv}. */
  public Data strings(String dataName, List<String> texts) {
    DataBuilder array = struct(dataName);
    texts.forEach(text -> array.addressOf(string(text)));
    return array.u64(0).end();
  }

  /** The like of {@link #strings} for an environment, whose values no explanation shows. */
  public Data environment(String dataName, List<String> assignments) {
    DataBuilder array = struct(dataName);
    for (String assignment : assignments) {
      String key = assignment.substring(0, assignment.indexOf('=') + 1);
      array.addressOf(add(Strings.piece(assignment, key + "...")));
    }
    return array.u64(0).end();
  }

  /** A structure to put together; it becomes part of the program with {@link DataBuilder#end}. */
  public DataBuilder struct(String dataName) {
    return new DataBuilder(dataName, this::add);
  }

  /** A place to go to, to be marked once. */
  public Label label(String labelName) {
    return new Label(labelName);
  }

  /** Puts the label before the next step. */
  public ProgramBuilder mark(Label label) {
    label.mark(steps.size());
    return this;
  }

  /**
   * Adds a step.
   *
   * @param stepName for people, as an order: {@code mount proc on /proc}. A fault reads "cannot
   *     mount proc on /proc: EPERM (operation not permitted)"
   * @param arguments at most six; those left out are zero
   */
  public StepBuilder step(String stepName, Operation operation, Arg... arguments) {
    StepBuilder step = new StepBuilder(stepName, operation, List.of(arguments));
    steps.add(step);
    return step;
  }

  /** Copies a value into a cell and goes on, whatever it is. */
  public void move(String stepName, Arg value, Cell cell) {
    step(stepName, Builtin.ADD, value, Arg.number(0)).into(cell).tolerated();
  }

  /** Goes to a label. */
  public void jump(Label label) {
    step("go to " + label.name(), Builtin.AND).onZero(label);
  }

  /** A step that always fails: a branch leads here when something was found wrong. */
  public void fail(String stepName, Errno errno) {
    step(stepName, Builtin.SUBTRACT, Arg.number(0), Arg.number(errno.number()));
  }

  /**
   * Fails as the step did whose result is in the cell, under this step's name: for a result that
   * was stored, looked at, and not accepted. A result that is no failure goes on.
   */
  public void failWith(String stepName, Cell result) {
    step(stepName, Builtin.ADD, result.value(), Arg.number(0));
  }

  /** Goes to the label if the cell holds the result of a call that failed so; otherwise goes on. */
  public void skipIf(String stepName, Cell result, Errno errno, Label label) {
    step(stepName, Builtin.XOR, result.value(), Arg.number(-errno.number()))
        .tolerated()
        .onZero(label);
  }

  /** Ends the process. */
  public void exit(int code) {
    steps.add(Linker.exit("exit", code));
  }

  /**
   * Reports a fault through a pipe: the descriptor's number in the program. {@link FaultReport}
   * reads it. The pipe must be closed by a successful {@code execve}.
   */
  public ProgramBuilder reportFaultsTo(int descriptor) {
    report = FaultReport.writer(this, descriptor);
    return this;
  }

  /**
   * Waits for a further program on a stream socket and goes on with it. Descriptors sent with it
   * take the lowest free numbers, in order. If the socket ends instead the process exits with
   * {@link Program#FAULT_EXIT}.
   */
  public void readFurtherProgram(int socket) {
    new FurtherProgram(this, socket).append(Target.FAULT);
  }

  /**
   * The program.
   *
   * @throws IllegalStateException if a label that is gone to marks no place
   */
  public Program build() {
    Linker linker = new Linker(steps, report);
    return new Program(name, linker.steps(), List.copyOf(data.values()), linker.fault());
  }

  /** Adds a piece; the second of a name gets a number behind it. */
  private Data add(Data piece) {
    String unique = piece.name();
    for (int i = 2; data.containsKey(unique); i++) {
      unique = piece.name() + "#" + i;
    }
    Data named = unique.equals(piece.name()) ? piece : new Data(unique, piece.fields());
    data.put(unique, named);
    return named;
  }
}
