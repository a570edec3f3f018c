/**
 * Lists of system calls as data, and the tiny process that carries them out.
 *
 * <p>Start at {@link io.jcontainer.linux.program.ProgramBuilder}: it makes a {@link
 * io.jcontainer.linux.program.Program}, an immutable list of {@link
 * io.jcontainer.linux.program.Step}s and the {@link io.jcontainer.linux.program.Data} they refer
 * to. A {@link io.jcontainer.linux.program.Launcher} starts a {@link
 * io.jcontainer.linux.program.Helper}, a fresh process of a few pages that waits for a program on a
 * socket, and {@link io.jcontainer.linux.program.FaultReport} says which step failed. The process
 * runs the {@link io.jcontainer.linux.program.Interpreter}, a few hundred bytes of machine code.
 *
 * <p>{@code docs/decisions/0012-launch-program.md} says why.
 */
@NullMarked
package io.jcontainer.linux.program;

import org.jspecify.annotations.NullMarked;
