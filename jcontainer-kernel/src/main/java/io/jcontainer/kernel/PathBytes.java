package io.jcontainer.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * File names as Strings without loss: the kernel's names are bytes, and need not be UTF-8.
 *
 * <p>Each byte that is no part of valid UTF-8 becomes a lone surrogate, byte 0x80 to 0xFF as U+DC80
 * to U+DCFF, which valid text never holds (the scheme of Python's PEP 383). Every byte sequence
 * comes back as it was, and every String has at most one byte sequence and is the only one with it:
 * a String whose surrogates would spell valid UTF-8 is refused, so that two Strings never name one
 * file.
 */
public final class PathBytes {
  private static final int ESCAPE = 0xdc00;
  private static final char FIRST_ESCAPE = 0xdc80;
  private static final char LAST_ESCAPE = 0xdcff;
  private static final char REPLACEMENT = 0xfffd;

  private PathBytes() {}

  /**
   * The bytes of a name or path.
   *
   * @throws KernelException with EINVAL if it has NUL, where C would end it, or with EILSEQ if it
   *     has surrogates that no bytes stand for
   */
  public static byte[] encode(String path) {
    boolean surrogates = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == 0) {
        throw refused(path, Errno.EINVAL);
      }
      surrogates |= Character.isSurrogate(c);
    }
    return surrogates ? encodeEscaped(path) : path.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] encodeEscaped(String path) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length() + 16);
    for (int i = 0; i < path.length(); ) {
      int point = path.codePointAt(i);
      i += Character.charCount(point);
      if (point >= FIRST_ESCAPE && point <= LAST_ESCAPE) {
        bytes.write(point - ESCAPE);
      } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        throw refused(path, Errno.EILSEQ);
      } else {
        bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] encoded = bytes.toByteArray();
    if (!decode(encoded).equals(path)) {
      throw refused(path, Errno.EILSEQ);
    }
    return encoded;
  }

  /** The name or path that bytes stand for. */
  public static String decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : decodeEscaping(bytes);
  }

  private static String decodeEscaping(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer source = ByteBuffer.wrap(bytes);
    CharBuffer target = CharBuffer.allocate(bytes.length);
    while (decoder.decode(source, target, true).isError()) {
      target.put((char) (ESCAPE + Byte.toUnsignedInt(source.get())));
      decoder.reset();
    }
    return target.flip().toString();
  }

  private static KernelException refused(String path, Errno errno) {
    return new KernelException("path " + Wording.quoted(path), errno);
  }
}
