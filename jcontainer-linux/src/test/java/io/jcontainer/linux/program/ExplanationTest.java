package io.jcontainer.linux.program;

import static io.jcontainer.linux.program.Arg.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  @Test
  void aProgramReadsAsAListOfSteps() {
    ProgramBuilder program = Program.named("start").reportFaultsTo(3);
    Label child = program.label("child");
    Label gone = program.label("gone");
    Cell pid = program.cell("pid");
    Data status = program.buffer("status", 4);
    program.step("fork", Sys.CLONE, number(17), number(0)).into(pid).onZero(child);
    program
        .step("wait for it", Sys.WAIT4, pid.value(), status.address(), number(0x4000_0000L))
        .onNegative(gone)
        .retriedWhenInterrupted();
    program.mark(gone);
    program.jump(gone);
    program.mark(child);
    program.step("close nothing", Sys.CLOSE, number(-1)).onNegative(Target.NEXT);
    program.step("see the group", Sys.GETPGID, status.address(2)).onZero(Target.FAULT);
    program.step(
        "execute /bin/sh",
        Sys.EXECVE,
        program.string("/bin/sh").address(),
        program.strings("argv", List.of("sh", "-c", "\"\u00fc\"\n")).address(),
        program.environment("envp", List.of("PASSWORD=secret")).address());
    program.fail("go on", Errno.EXDEV);
    program.bytes("filter", new byte[33]);
    program.struct("options").u8(1).u16(0x8000).u32(-1).bytes(new byte[] {1, 2}).zeros(7).end();
    assertThat(program.build().explain())
        .isEqualTo(
            """
            program "start"
               0  fork                             clone(17, 0) -> pid [zero: 3]
               1  wait for it                      wait4(pid, &status, 0x40000000) [negative: 11]
               2  go to gone                       and() [zero: 2]
               3  close nothing                    close(-1) [negative: next]
               4  see the group                    getpgid(&status+2) [zero: fault]
               5  execute /bin/sh                  execve("/bin/sh", &argv, &envp)
               6  go on                            subtract(0, 18)
               7  finish                           exit_group(0) [negative: 9, zero: 9, positive: 9]
               8  report the fault                 writev(3, &fault report, 2) [negative: next]
               9  leave                            exit_group(125) [negative: next]
              10  trap                             trap() [negative: 10, zero: 10, positive: 10]
              11  wait for it: interrupted?        xor(fault+8, -4) [negative: 2, zero: 1, positive: 2]
                  fault report = {&fault, u64 16, &header+16, u64 8}
                  pid = {u64 0}
                  status = {4 zeros}
                  argv = {"sh", "-c", "\\"\\u00fc\\"\\u000a", u64 0}
                  envp = {"PASSWORD=...", u64 0}
                  filter = {33 bytes with crc32 7a7c3a8d}
                  options = {u8 1, u16 0x8000, u32 0xffffffff, 0102, 7 zeros}
            """);
  }

  @Test
  void aNameFromOutsideCannotForgeAStep() {
    ProgramBuilder program = Program.named("na\nme");
    program.step("mount on /a\n   1  harmless", Sys.GETPID);
    assertThat(program.build().explain())
        .startsWith("program \"na\\u000ame\"\n   0  mount on /a\\u000a   1  harmless ");
  }

  @Test
  void theBootProgramGivesUpWhatItInheritedAndWaits() {
    assertThat(BootProgram.program().explain())
        .startsWith(
            """
            program "boot"
               0  close the descriptors below      close_range(0, 199)
               1  close the descriptors above      close_range(201, 0xffffffff)
               2  hide memory and descriptors      prctl(4, 0)
               3  die with the launcher            prctl(1, 9)
               4  take a name                      prctl(15, "jcontainer")
               5  make room for descriptors        add(1032, 0) -> message+40 [negative: next]
               6  wait for a program               recvmsg(200, &message, 256) [negative: 19, zero: 15]
               7  see whether all descriptors came and(message+48, 8) [positive: 14]
               8  start at the region              add(&further region, 0) -> cursor [negative: next]
               9  all is missing                   add(program length, 0) -> missing [negative: next]
              10  read the program                 recvfrom(200, cursor, missing, 256) -> received [negative: 20, zero: 15]
              11  move on                          add(cursor, received) -> cursor
              12  see what is missing              subtract(missing, received) -> missing [positive: 10]
              13  enter the program                enter(&further region, program length)
              14  take the descriptors             subtract(0, 24)
              15  exit                             exit_group(125)
              16  finish                           exit_group(0)
              17  leave                            exit_group(125) [negative: next]
              18  trap                             trap() [negative: 18, zero: 18, positive: 18]
              19  wait for a program: interrupted? xor(fault+8, -4) [zero: 6, positive: fault]
              20  read the program: interrupted?   xor(fault+8, -4) [zero: 10, positive: fault]
            """);
  }
}
