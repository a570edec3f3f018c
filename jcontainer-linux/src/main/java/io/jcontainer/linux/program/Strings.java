package io.jcontainer.linux.program;

import io.jcontainer.kernel.PathBytes;
import java.util.List;

/** C strings as pieces of data. */
final class Strings {
  private Strings() {}

  /**
   * The string with a NUL byte behind it.
   *
   * @param shown what explanations print instead of it
   * @throws IllegalArgumentException if it has a NUL itself: the kernel would see less of it
   */
  static Data piece(String text, String shown) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("NUL in the string " + Explanation.quoted(shown));
    }
    byte[] encoded = PathBytes.encode(text);
    byte[] terminated = new byte[encoded.length + 1];
    System.arraycopy(encoded, 0, terminated, 0, encoded.length);
    String name = Explanation.quoted(shown);
    return new Data(name, List.of(new Field.Text(terminated, name)));
  }
}
