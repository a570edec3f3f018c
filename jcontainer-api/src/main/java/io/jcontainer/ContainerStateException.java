package io.jcontainer;

/** An operation that the container's state does not allow, such as pausing an exited one. */
public final class ContainerStateException extends ContainerException {
  private static final long serialVersionUID = 1L;

  private final ContainerState state;

  /**
   * Names the operation and the state that forbids it.
   *
   * @param operation such as {@code pause}
   * @param id the container
   * @param state the state it is in
   */
  public ContainerStateException(String operation, ContainerId id, ContainerState state) {
    super("cannot " + operation + " container " + id + ": it is " + state.title(), null);
    this.state = state;
  }

  /** The state that forbids the operation. */
  public ContainerState state() {
    return state;
  }
}
