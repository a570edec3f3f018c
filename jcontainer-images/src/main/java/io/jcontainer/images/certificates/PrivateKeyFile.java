package io.jcontainer.images.certificates;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.images.certificates.Der.Damaged;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;

/**
 * A private key as people have it in a file. The JDK reads PKCS #8 (RFC 5208); the older forms that
 * OpenSSL wrote for each algorithm are what stands inside of that, and are put there.
 */
final class PrivateKeyFile {
  /** Version 0, the first element of PKCS #8. */
  private static final byte[] VERSION = HexFormat.of().parseHex("020100");

  /** Algorithm rsaEncryption, 1.2.840.113549.1.1.1, with the parameters that it has not: NULL. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** Object id of id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480). */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  /** The element of RFC 5915 that names the curve. */
  private static final int CURVE = 0xa0;

  private PrivateKeyFile() {}

  /**
   * The key of a certificate.
   *
   * @throws InvalidSpecException if the file holds none, or another one
   */
  static PrivateKey read(Path path, PublicKey certified) {
    PemFile file = PemFile.read(path, "private key");
    for (PemFile.Block block : file.blocks()) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return key(file, block.der(), certified);
        }
        case "RSA PRIVATE KEY" -> {
          return key(file, wrapped(RSA, block.der()), certified);
        }
        case "EC PRIVATE KEY" -> {
          return key(file, wrapped(curve(file, block.der()), block.der()), certified);
        }
        case "ENCRYPTED PRIVATE KEY" -> throw PemFile.encrypted(path, file.what());
        default -> {
          // such as EC PARAMETERS, which stand before the key
        }
      }
    }
    throw file.invalid(
        "it holds no key of a known form: write PKCS #8 (openssl pkey -in … -out …)");
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return Der.sequence(VERSION, algorithm, new Der(Der.OCTETS, key).encoded());
  }

  /** The algorithm with the curve, which the old form has inside and the new one outside. */
  private static byte[] curve(PemFile file, byte[] key) {
    try {
      Der.Input in = new Der.Input(new Der.Input(key).next(Der.SEQUENCE).content());
      in.next(Der.INTEGER);
      in.next(Der.OCTETS);
      while (in.hasNext()) {
        Der element = in.next();
        if (element.tag() == CURVE) {
          return Der.sequence(EC, element.content());
        }
      }
    } catch (Damaged e) {
      throw file.invalid("its key is damaged");
    }
    throw file.invalid("its key names no curve: write PKCS #8 (openssl pkey -in … -out …)");
  }

  private static PrivateKey key(PemFile file, byte[] der, PublicKey certified) {
    PrivateKey key;
    try {
      key =
          KeyFactory.getInstance(certified.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      // not given as the cause: it may show what it read
      throw file.invalid(
          "its key is damaged, or none of the algorithm of the certificate, "
              + certified.getAlgorithm());
    }
    if (!belong(key, certified)) {
      throw file.invalid("it is not the key of the certificate: it belongs to another one");
    }
    return key;
  }

  /** Whether what one signs, the other verifies. */
  private static boolean belong(PrivateKey key, PublicKey certified) {
    String algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> certified.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(VERSION);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(VERSION);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
