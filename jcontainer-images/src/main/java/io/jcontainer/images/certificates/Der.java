package io.jcontainer.images.certificates;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * One element of DER: a tag and what it holds. As much of it as private keys need.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-X.690">ITU-T X.690</a>
 */
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int SEQUENCE = 0x30;

  private final int tag;
  private final byte[] content;

  /** An element of what nobody changes: it is not copied. */
  Der(int tag, byte[] content) {
    this.tag = tag;
    this.content = content;
  }

  int tag() {
    return tag;
  }

  byte[] content() {
    return content;
  }

  /** Thrown for what is no DER. */
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged() {
      super("no DER", null, false, false);
    }
  }

  /** Reads elements one after the other. */
  static final class Input {
    private final byte[] bytes;
    private int position;

    Input(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasNext() {
      return position < bytes.length;
    }

    Der next() throws Damaged {
      int tag = octet();
      int length = octet();
      if (length > 0x80 && length <= 0x83) {
        int octets = length - 0x80;
        length = 0;
        for (int i = 0; i < octets; i++) {
          length = length << 8 | octet();
        }
      } else if (length >= 0x80) {
        throw new Damaged();
      }
      if (length > bytes.length - position) {
        throw new Damaged();
      }
      byte[] content = Arrays.copyOfRange(bytes, position, position + length);
      position += length;
      return new Der(tag, content);
    }

    Der next(int wanted) throws Damaged {
      Der next = next();
      if (next.tag() != wanted) {
        throw new Damaged();
      }
      return next;
    }

    private int octet() throws Damaged {
      if (position >= bytes.length) {
        throw new Damaged();
      }
      return bytes[position++] & 0xff;
    }
  }

  /** The bytes of a sequence of encoded elements. */
  static byte[] sequence(byte[]... elements) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] element : elements) {
      all.writeBytes(element);
    }
    return new Der(SEQUENCE, all.toByteArray()).encoded();
  }

  byte[] encoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else {
      int octets = (32 - Integer.numberOfLeadingZeros(length) + 7) / 8;
      out.write(0x80 | octets);
      for (int i = octets - 1; i >= 0; i--) {
        out.write(length >> (8 * i));
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
