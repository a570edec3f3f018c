package io.jcontainer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name of some bytes by their hash: {@code sha256:} or {@code sha512:} and lower-case
 * hexadecimal digits. The only way to a path in the store.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex the hash, 64 or 128 lower-case hexadecimal digits
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">OCI
 *     image specification, digests</a>
 */
public record Digest(String algorithm, String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

  /** Refuses anything but the two registered algorithms and their exact lengths. */
  public Digest {
    int length =
        switch (algorithm) {
          case "sha256" -> 64;
          case "sha512" -> 128;
          default ->
              throw new InvalidSpecException(
                  "digest algorithm \"" + Text.printable(algorithm) + "\"",
                  "sha256 and sha512 are known");
        };
    if (hex.length() != length || !HEX.matcher(hex).matches()) {
      throw new InvalidSpecException(
          "digest \"" + Text.printable(algorithm + ":" + hex) + "\"",
          algorithm + " has " + length + " lower-case hexadecimal digits");
    }
  }

  /**
   * Reads {@code algorithm:hex}.
   *
   * @throws InvalidSpecException if the text is not such a digest
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new InvalidSpecException(
          "digest \"" + Text.printable(text) + "\"", "write sha256: and 64 hexadecimal digits");
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  /** The SHA-256 digest of the bytes. */
  public static Digest sha256(byte[] bytes) {
    try {
      return new Digest(
          "sha256", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A fresh hash function of this digest's algorithm, to check bytes against it. */
  public MessageDigest newMessageDigest() {
    try {
      return MessageDigest.getInstance(algorithm.equals("sha256") ? "SHA-256" : "SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
