package io.jcontainer.images.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Damages JSON: some of it blindly, some of it with pieces that hurt parsers. */
final class Mutator {
  private static final String[] PIECES = {
    "null",
    "-1",
    "0",
    "1e999",
    "-0.0",
    "9223372036854775808",
    "true",
    "\"\"",
    "[]",
    "{}",
    "[[[[",
    "{\"a\":{\"a\":",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\x\"",
    "\ufeff",
    "\u0000",
    "\"size\":-1,",
    "\"layers\":[],",
    "\"manifests\":[],",
    "\"Layers\":null,",
    "\"digest\":\"sha256:..\",",
    "\"mediaType\":null,",
    "\"schemaVersion\":1,",
    ",",
    ":",
    "]",
    "}",
    "\"",
    "\\",
    "//",
    "\n"
  };

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  /** A copy with one to four changes. */
  byte[] mutate(byte[] seed) {
    byte[] mutant = seed;
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      mutant = change(mutant);
    }
    return mutant;
  }

  private byte[] change(byte[] bytes) {
    if (bytes.length == 0) {
      return piece();
    }
    int at = random.nextInt(bytes.length);
    int length = random.nextInt(Math.min(24, bytes.length - at) + 1);
    return switch (random.nextInt(7)) {
      case 0 -> flipped(bytes, at);
      case 1 -> splice(bytes, at, at + length, new byte[0]);
      case 2 -> splice(bytes, at, at, piece());
      case 3 -> splice(bytes, at, at + length, piece());
      case 4 -> splice(bytes, random.nextInt(bytes.length), at, at, at + length);
      case 5 -> splice(bytes, at, bytes.length, new byte[0]);
      default -> value(bytes, at);
    };
  }

  /** Replaces the value after the next colon, so that the document often stays well-formed. */
  private byte[] value(byte[] bytes, int from) {
    int colon = from;
    while (colon < bytes.length && bytes[colon] != ':') {
      colon++;
    }
    int end = colon;
    while (end < bytes.length && bytes[end] != ',' && bytes[end] != '}' && bytes[end] != ']') {
      end++;
    }
    return colon >= bytes.length
        ? bytes
        : splice(bytes, colon + 1, Math.max(end, colon + 1), piece());
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] ^= (byte) (1 << random.nextInt(8));
    return copy;
  }

  private byte[] piece() {
    return PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
  }

  /** Repeats a slice of the bytes elsewhere. */
  private static byte[] splice(byte[] bytes, int at, int to, int sliceFrom, int sliceTo) {
    byte[] slice = new byte[sliceTo - sliceFrom];
    System.arraycopy(bytes, sliceFrom, slice, 0, slice.length);
    return splice(bytes, Math.min(at, to), Math.min(at, to), slice);
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    result.write(bytes, 0, from);
    result.writeBytes(middle);
    result.write(bytes, to, bytes.length - to);
    return result.toByteArray();
  }
}
