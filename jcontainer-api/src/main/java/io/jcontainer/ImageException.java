package io.jcontainer;

import org.jspecify.annotations.Nullable;

/** An image could not be found, fetched, believed or stored. */
public abstract sealed class ImageException extends JContainerException
    permits ImageNotFoundException,
        RegistryException,
        InvalidImageException,
        ImageStoreException,
        ImageArchiveException,
        ImageLockException,
        ImageSignatureException {
  private static final long serialVersionUID = 1L;

  ImageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
