package io.jcontainer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key that images are signed with: ECDSA on the curves P-256, P-384 and P-521, RSA of 2048
 * to 8192 bits, or Ed25519. {@code cosign generate-key-pair} makes one for P-256, and {@code
 * openssl pkey -pubout} writes any.
 *
 * @param key as the JDK has it
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign's
 *     specification</a>
 */
public record SignatureKey(PublicKey key) {
  private static final int LARGEST = 64 << 10;
  private static final int LEAST_RSA = 2048;
  private static final int MOST_RSA = 8192;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

  /**
   * Reads the key anew from its encoding, so that it is the JDK's own whoever has made it.
   *
   * @throws InvalidSpecException if it is of another kind, or too weak
   */
  public SignatureKey {
    key = decoded(key);
  }

  /**
   * Reads a key in PEM form, the only one of the text.
   *
   * @throws InvalidSpecException if the text is no such key
   */
  public static SignatureKey parse(String pem) {
    return parse(pem, "public key");
  }

  /**
   * Reads a file with a key in PEM form.
   *
   * @throws InvalidSpecException if it cannot be read or is no such key
   */
  public static SignatureKey read(Path file) {
    String what = "public key in " + file;
    try (var in = Files.newInputStream(file)) {
      return parse(new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1), what);
    } catch (IOException e) {
      throw new InvalidSpecException(
          what, "it cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static SignatureKey parse(String pem, String what) {
    if (pem.contains("PRIVATE KEY-----")) {
      throw new InvalidSpecException(
          what, "it is a private key: keep that away, and give the public one");
    }
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new InvalidSpecException(
          what, "it has no -----BEGIN PUBLIC KEY-----: see openssl pkey -pubout");
    }
    byte[] der = decoded(block.group(1), what);
    if (block.find()) {
      throw new InvalidSpecException(what, "it has several: give each of them for itself");
    }
    return new SignatureKey(decoded(der, what));
  }

  private static byte[] decoded(String base64, String what) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new InvalidSpecException(what, "what is between BEGIN and END is not base64", e);
    }
  }

  private static PublicKey decoded(PublicKey key) {
    byte[] der = key.getEncoded();
    if (der == null) {
      throw new InvalidSpecException(
          key.getAlgorithm() + " public key", "it does not give its encoding");
    }
    PublicKey own = decoded(der, key.getAlgorithm() + " public key");
    boolean known =
        switch (own) {
          case ECPublicKey curve -> curve.getParams().getOrder().bitLength() >= 256;
          case RSAPublicKey rsa -> {
            int bits = rsa.getModulus().bitLength();
            yield bits >= LEAST_RSA && bits <= MOST_RSA;
          }
          default -> own.getAlgorithm().equals("EdDSA");
        };
    if (!known) {
      throw new InvalidSpecException(
          key.getAlgorithm() + " public key", "RSA has 2048 to 8192 bits here, and curves 256");
    }
    return own;
  }

  private static PublicKey decoded(byte[] der, String what) {
    for (String algorithm : new String[] {"EC", "Ed25519", "RSA"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // one of another algorithm
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java platform has no " + algorithm, e);
      }
    }
    throw new InvalidSpecException(
        what, "it is none of ECDSA (P-256, P-384, P-521), Ed25519 and RSA");
  }

  /** The SHA-256 digest of its encoding, by which it is named in messages. */
  public Digest fingerprint() {
    return Digest.sha256(key.getEncoded());
  }

  /** The algorithm and the beginning of the fingerprint. */
  @Override
  public String toString() {
    return key.getAlgorithm() + " key " + fingerprint().hex().substring(0, 12);
  }
}
