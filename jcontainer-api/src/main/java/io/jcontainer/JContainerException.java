package io.jcontainer;

import org.jspecify.annotations.Nullable;

/**
 * The root of every failure this library reports. Its message names the operation, the object and,
 * where one is known, the likely cause or the remedy. It never holds a secret.
 */
public abstract sealed class JContainerException extends RuntimeException
    permits InvalidSpecException,
        HostUnsupportedException,
        ImageException,
        VolumeException,
        ContainerException {
  private static final long serialVersionUID = 1L;

  JContainerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
