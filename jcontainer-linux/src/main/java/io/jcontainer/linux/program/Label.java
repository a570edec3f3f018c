package io.jcontainer.linux.program;

/** A named place among the steps of a program; made and marked by its {@link ProgramBuilder}. */
public final class Label implements Target {
  private static final int NOWHERE = -1;

  private final String name;
  private int position = NOWHERE;

  Label(String name) {
    this.name = name;
  }

  /** What explanations call it. */
  public String name() {
    return name;
  }

  void mark(int stepIndex) {
    if (position != NOWHERE) {
      throw new IllegalStateException("label " + name + " marks two places");
    }
    position = stepIndex;
  }

  int position() {
    if (position == NOWHERE) {
      throw new IllegalStateException("label " + name + " marks no place");
    }
    return position;
  }

  @Override
  public String toString() {
    return name;
  }
}
