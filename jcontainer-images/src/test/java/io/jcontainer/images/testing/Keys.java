package io.jcontainer.images.testing;

import io.jcontainer.SignatureKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Key pairs for signatures. */
public final class Keys {
  private Keys() {}

  /** A new pair: {@code P-256}, {@code P-384}, {@code RSA} or {@code Ed25519}. */
  public static KeyPair pair(String kind) {
    try {
      if (kind.startsWith("P-")) {
        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(new ECGenParameterSpec("secp" + kind.substring(2) + "r1"));
        return curve.generateKeyPair();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (kind.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public one. */
  public static SignatureKey key(KeyPair pair) {
    return new SignatureKey(pair.getPublic());
  }

  /** The public one as a PEM file. */
  public static Path file(KeyPair pair, Path file) {
    try {
      return Files.writeString(file, pem(pair));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The public one as PEM. */
  public static String pem(KeyPair pair) {
    String base64 = Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
  }
}
