package io.jcontainer.spi;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.SignaturePolicy;

/**
 * The document form of signature policies that other tools have; found with {@link
 * java.util.ServiceLoader}.
 */
public interface SignaturePolicyFormat {
  /**
   * Reads a document, and the files with keys that it names.
   *
   * @param file what it is called, for messages
   * @throws InvalidSpecException if it is no policy or asks for what cannot be checked, naming the
   *     place
   */
  SignaturePolicy read(byte[] document, String file);
}
