package io.jcontainer.linux.keep;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.kernel.O;
import io.jcontainer.linux.program.Arg;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.StepBuilder;
import io.jcontainer.linux.program.Sys;

/** Steps of a keeper on the files of a container's home. */
final class HomeFileSteps {
  private static final int MODE = 0600;

  private final ProgramBuilder program;
  private final Arg home;

  /**
   * Steps of one program.
   *
   * @param home descriptor number of the directory
   */
  HomeFileSteps(ProgramBuilder program, int home) {
    this.program = program;
    this.home = number(home);
  }

  /** Opens a file for writing, which is made if there is none. */
  StepBuilder open(String name, int flag) {
    return program.step(
        "open " + name,
        Sys.OPENAT,
        home,
        program.string(name).address(),
        number(O.WRONLY | O.CREAT | O.NOFOLLOW | O.CLOEXEC | flag),
        number(MODE));
  }

  /** Writes a file whole, under another name first. */
  void write(String name, Data content) {
    Cell file = program.cell("file " + name);
    String unfinished = name + KeeperFiles.UNFINISHED;
    open(unfinished, O.TRUNC).into(file);
    program.step(
        "write " + name, Sys.WRITE, file.value(), content.address(), number(content.size()));
    program.step("close " + name, Sys.CLOSE, file.value());
    rename(unfinished, name);
  }

  /** Gives a file another name, whatever has it. */
  StepBuilder rename(String from, String to) {
    return program.step(
        "name " + to,
        Sys.RENAMEAT2,
        home,
        program.string(from).address(),
        home,
        program.string(to).address(),
        number(0));
  }
}
