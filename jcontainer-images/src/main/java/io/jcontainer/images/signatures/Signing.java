package io.jcontainer.images.signatures;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.SignatureKey;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/**
 * The arithmetic of signatures, which is the JDK's. The hash is always SHA-256, whatever the curve:
 * nothing in a signature says which, and that is what cosign and Podman take.
 */
public final class Signing {
  private Signing() {}

  /** Whether a key has signed a message; whatever is no signature at all has not. */
  static boolean verifies(SignatureKey key, byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance(algorithm(key.key().getAlgorithm()));
      check.initVerify(key.key());
      check.update(message);
      return check.verify(signature);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no " + key.key().getAlgorithm(), e);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /**
   * Signs a message.
   *
   * @return the signature in base64
   * @throws InvalidSpecException if the key is of another kind, or does not work
   */
  public static String sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(algorithm(key.getAlgorithm()));
      signature.initSign(key);
      signature.update(message);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new InvalidSpecException(
          key.getAlgorithm() + " private key",
          "images are signed with keys of ECDSA, Ed25519 and RSA: " + e.getClass().getSimpleName(),
          e);
    }
  }

  private static String algorithm(String ofKey) {
    return switch (ofKey) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      case "EdDSA" -> "Ed25519";
      default -> ofKey;
    };
  }
}
