package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** A container could not be started or operated. */
public abstract sealed class ContainerException extends JContainerException
    permits StartException,
        ExecException,
        ContainerStateException,
        ContainerNameException,
        ContainerFileException,
        DetachedContainerException,
        CgroupException {
  private static final long serialVersionUID = 1L;

  ContainerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
