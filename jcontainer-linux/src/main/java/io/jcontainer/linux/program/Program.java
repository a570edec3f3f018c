package io.jcontainer.linux.program;

import io.jcontainer.kernel.Architecture;
import java.util.List;

/**
 * An immutable list of system calls, with the data they refer to. It is the same on every
 * architecture and at every address until it is assembled.
 */
public final class Program {
  /**
   * The exit code of a helper whose program failed, and of one that was told nothing or nonsense.
   * Docker and podman use it alike for a failure before the command.
   */
  public static final int FAULT_EXIT = 125;

  private final String name;
  private final List<Step> steps;
  private final List<Data> data;
  private final int fault;

  Program(String name, List<Step> steps, List<Data> data, int fault) {
    this.name = name;
    this.steps = List.copyOf(steps);
    this.data = List.copyOf(data);
    this.fault = fault;
  }

  /** An empty program to put steps into. */
  public static ProgramBuilder named(String name) {
    return new ProgramBuilder(name);
  }

  /** What people call it. */
  public String name() {
    return name;
  }

  /** The steps by index; the first is where it starts. */
  public List<Step> steps() {
    return steps;
  }

  /** The pieces of data in the order they were made. */
  public List<Data> data() {
    return data;
  }

  /** Index of the step that a fault leads to. */
  int fault() {
    return fault;
  }

  /**
   * The program as text: a line for each step, then a line for each piece of data. It shows the
   * arguments of a command, and of its environment the names alone.
   */
  public String explain() {
    return new Explanation(this).text();
  }

  /**
   * The bytes that the interpreter of an architecture reads in a region.
   *
   * @throws IllegalArgumentException if they are more than the region holds
   */
  public byte[] assemble(Architecture architecture, Region region) {
    return Assembler.assemble(this, architecture, region);
  }

  @Override
  public String toString() {
    return "program \"" + name + "\" of " + steps.size() + " steps";
  }
}
