package io.jcontainer;

/** A name that another container of the engine has. */
public final class ContainerNameException extends ContainerException {
  private static final long serialVersionUID = 1L;

  private final String holder;

  /**
   * Names the name and who has it.
   *
   * @param holder the other container
   */
  public ContainerNameException(String name, ContainerId holder) {
    super(
        "the name "
            + name
            + " is that of container "
            + holder
            + ": remove or rename that one, or choose another name",
        null);
    this.holder = holder.value();
  }

  /** The container that has the name. */
  public ContainerId holder() {
    return new ContainerId(holder);
  }
}
