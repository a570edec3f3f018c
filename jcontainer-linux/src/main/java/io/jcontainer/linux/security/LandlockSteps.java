package io.jcontainer.linux.security;

import static io.jcontainer.linux.program.Arg.number;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Resolve;
import io.jcontainer.linux.program.Arg;
import io.jcontainer.linux.program.Cell;
import io.jcontainer.linux.program.Data;
import io.jcontainer.linux.program.ProgramBuilder;
import io.jcontainer.linux.program.StepBuilder;
import io.jcontainer.linux.program.Sys;

/**
 * The steps that wall the files of a process in, for good and for all that it starts. It sees the
 * container's root, is in its root directory, and has CAP_SYS_ADMIN in its user namespace still: so
 * it need not have given up new privileges.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/landlock.7.html">landlock(7)</a>
 */
public final class LandlockSteps {
  private static final int BENEATH_PATH = 1; // LANDLOCK_RULE_PATH_BENEATH

  private final ProgramBuilder program;

  /** Steps for one program. */
  public LandlockSteps(ProgramBuilder program) {
    this.program = program;
  }

  /** Adds the steps. */
  public void confine(LandlockRules rules) {
    Data handled = program.struct("handled rights").u64(rules.handled()).end();
    Cell ruleset = program.cell("ruleset");
    program
        .step(
            "make a Landlock ruleset",
            Sys.LANDLOCK_CREATE_RULESET,
            handled.address(),
            number(handled.size()),
            number(0))
        .into(ruleset);
    rules.grants().forEach(grant -> allow(grant, ruleset.value()));
    program.step(
        "wall the files in with Landlock", Sys.LANDLOCK_RESTRICT_SELF, ruleset.value(), number(0));
    program.step("close the Landlock ruleset", Sys.CLOSE, ruleset.value());
  }

  /**
   * What is granted of a directory is refused for a file (EINVAL). So the rights of files are
   * granted once more, which for a directory adds nothing and tells of any other failure.
   */
  private void allow(LandlockRules.Grant grant, Arg ruleset) {
    String path = grant.path();
    Data rule = program.struct("rule of " + path).u64(grant.rights()).u64(0).end();
    Data ofFile =
        program
            .struct("rule of file " + path)
            .u64(LandlockRules.ofFile(grant.rights()))
            .u64(0)
            .end();
    Cell place = rule.cell(Long.BYTES);
    open(path, place);
    program.move("note what is opened", place.value(), ofFile.cell(Long.BYTES));
    add("allow Landlock what is beneath " + path, ruleset, rule).tolerated();
    add("allow Landlock " + path, ruleset, ofFile);
    program.step("close " + path, Sys.CLOSE, place.value());
  }

  private StepBuilder add(String what, Arg ruleset, Data rule) {
    return program.step(
        what, Sys.LANDLOCK_ADD_RULE, ruleset, number(BENEATH_PATH), rule.address(), number(0));
  }

  /** As the container would, so that a link of the image leads to a place in the image. */
  private void open(String path, Cell place) {
    Data how =
        program
            .struct("how to open " + path)
            .u64(O.PATH | O.CLOEXEC)
            .u64(0)
            .u64(Resolve.IN_ROOT | Resolve.NO_MAGICLINKS)
            .end();
    String relative = path.equals("/") ? "." : path.substring(1);
    program
        .step(
            "open " + path + " for Landlock",
            Sys.OPENAT2,
            number(Descriptor.CWD.number()),
            program.string(relative).address(),
            how.address(),
            number(how.size()))
        .into(place);
  }
}
