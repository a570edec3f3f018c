package io.jcontainer.linux.program;

/** A part of a piece of data, in the order they lie in memory. */
sealed interface Field {
  /** Bytes it takes. */
  int size();

  /** A little-endian number of so many bytes. */
  record Unsigned(int size, long value) implements Field {}

  /** Bytes as they are. */
  @SuppressWarnings("ArrayRecordComponent") // owned by the builder that copied it, never compared
  record Bytes(byte[] bytes) implements Field {
    @Override
    public int size() {
      return bytes.length;
    }
  }

  /**
   * A string that ends with a NUL byte.
   *
   * @param bytes with the NUL
   * @param shown what an explanation prints
   */
  @SuppressWarnings("ArrayRecordComponent") // owned by the builder that made it, never compared
  record Text(byte[] bytes, String shown) implements Field {
    @Override
    public int size() {
      return bytes.length;
    }
  }

  /** So many zero bytes. */
  record Zeros(int size) implements Field {}

  /** The absolute address of a place in another piece. */
  record Pointer(Data target, int offset) implements Field {
    @Override
    public int size() {
      return Long.BYTES;
    }
  }
}
