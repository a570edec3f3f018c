package io.jcontainer.images.certificates;

import io.jcontainer.InvalidSpecException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of blocks between {@code -----BEGIN} and {@code -----END}; whatever is around them is for
 * people. Nothing of its content is ever in a message.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
record PemFile(Path path, String what, List<Block> blocks) {
  private static final int LARGEST = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([\\s\\S]*?)-----END \\1-----");

  /** Headers such as {@code Proc-Type} stand before an empty line, or are not there. */
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=\\s]*");

  /** One block. */
  static final class Block {
    private final String label;
    private final byte[] der;

    Block(String label, byte[] der) {
      this.label = label;
      this.der = der;
    }

    /** Such as {@code CERTIFICATE}. */
    String label() {
      return label;
    }

    /** What it holds, not copied. */
    byte[] der() {
      return der;
    }
  }

  /**
   * Reads a file.
   *
   * @param what it is, for messages, such as {@code key}
   * @throws InvalidSpecException if there is none, or it is no such file
   */
  static PemFile read(Path path, String what) {
    byte[] bytes;
    try (var in = Files.newInputStream(path)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (NoSuchFileException e) {
      throw invalid(path, what, "there is no such file");
    } catch (IOException e) {
      throw invalid(
          path,
          what,
          "it cannot be read (" + e.getClass().getSimpleName() + "): see its permissions");
    }
    if (bytes.length > LARGEST) {
      throw invalid(path, what, "it is larger than 1 MiB");
    }
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      blocks.add(new Block(block.group(1), decoded(path, what, block.group(2))));
    }
    if (blocks.isEmpty()) {
      throw invalid(
          path, what, "it is not PEM: for DER, see openssl x509 or pkey with -inform DER");
    }
    return new PemFile(path, what, List.copyOf(blocks));
  }

  private static byte[] decoded(Path path, String what, String text) {
    if (text.contains("ENCRYPTED")) {
      throw encrypted(path, what);
    }
    if (BASE64.matcher(text).matches()) {
      try {
        return Base64.getMimeDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        // reported below, without the text
      }
    }
    throw invalid(path, what, "what is between its BEGIN and END is not base64");
  }

  static InvalidSpecException encrypted(Path path, String what) {
    return invalid(
        path,
        what,
        "it is encrypted: take its passphrase off (openssl pkey -in … -out …) and keep it readable"
            + " for its owner only");
  }

  static InvalidSpecException invalid(Path path, String what, String why) {
    return new InvalidSpecException(what + " in " + path, why);
  }

  InvalidSpecException invalid(String why) {
    return invalid(path, what, why);
  }
}
