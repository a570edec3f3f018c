package io.jcontainer.images.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The content of a gzip file ({@code RFC 1952}): its members one after the other, then nothing but
 * zero bytes. The JDK's own reader stops in silence at anything behind a member that is not another
 * one, and so would leave bytes that nobody has looked at.
 */
final class GzipInput extends InputStream {
  private static final int BUFFER = 128 * 1024;
  private static final int LONGEST_TEXT = 64 * 1024;

  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int RESERVED_FLAGS = 0xe0;

  /** Modification time, extra flags and operating system. */
  private static final int UNUSED_FIELDS = 6;

  private final InputStream source;
  private final Function<String, RuntimeException> invalid;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final CRC32 headerCrc = new CRC32();
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private boolean inMember;
  private boolean anyMember;
  private boolean ended;

  /**
   * A reader of compressed bytes.
   *
   * @param source the gzip file, owned by this
   * @param invalid makes the error for bytes that are no gzip file
   */
  GzipInput(InputStream source, Function<String, RuntimeException> invalid) {
    this.source = source;
    this.invalid = invalid;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember && !beginMember()) {
        ended = true;
        break;
      }
      int inflated = inflate(target, offset, length);
      if (inflated > 0) {
        crc.update(target, offset, inflated);
        return inflated;
      }
      endMember();
    }
    return -1;
  }

  /** How many bytes were inflated: 0 when the member has ended. */
  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      while (true) {
        int inflated = inflater.inflate(target, offset, length);
        if (inflated > 0) {
          return inflated;
        }
        if (inflater.finished()) {
          return 0;
        }
        if (inflater.needsDictionary()) {
          throw invalid.apply("its gzip stream asks for a dictionary");
        }
        if (!fill()) {
          throw invalid.apply("its gzip stream is cut off");
        }
        inflater.setInput(buffer, 0, limit);
        position = limit;
      }
    } catch (DataFormatException e) {
      throw invalid.apply("its gzip stream is damaged: " + e.getMessage());
    }
  }

  /** Reads a member's header; false if there is no further member. */
  private boolean beginMember() throws IOException {
    if (position == limit && !fill()) {
      requireSomething();
      return false;
    }
    if (buffer[position] == 0 && anyMember) {
      requireZeroPadding();
      return false;
    }
    headerCrc.reset();
    if (headerByte() != MAGIC_1 || headerByte() != MAGIC_2 || headerByte() != DEFLATE) {
      throw invalid.apply("there is something that is no gzip member where one should begin");
    }
    int flags = headerByte();
    if ((flags & RESERVED_FLAGS) != 0) {
      throw invalid.apply("its gzip header has unknown flags");
    }
    skipHeaderBytes(UNUSED_FIELDS);
    if ((flags & FLAG_EXTRA) != 0) {
      skipHeaderBytes(headerByte() | headerByte() << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipHeaderText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipHeaderText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      requireHeaderCrc();
    }
    inflater.reset();
    inflater.setInput(buffer, position, limit - position);
    position = limit;
    crc.reset();
    inMember = true;
    anyMember = true;
    return true;
  }

  private void endMember() throws IOException {
    position = limit - inflater.getRemaining();
    long sum = little32();
    long size = little32();
    if (sum != crc.getValue() || size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw invalid.apply("its gzip stream does not have the checksum it says");
    }
    inMember = false;
  }

  private void requireSomething() {
    if (!anyMember) {
      throw invalid.apply("its gzip stream is empty");
    }
  }

  private void requireZeroPadding() throws IOException {
    do {
      for (int i = position; i < limit; i++) {
        if (buffer[i] != 0) {
          throw invalid.apply("there is something behind its gzip stream");
        }
      }
    } while (fill());
  }

  private void requireHeaderCrc() throws IOException {
    long sum = headerCrc.getValue() & 0xffff;
    if (sum != (headerByte() | headerByte() << 8)) {
      throw invalid.apply("its gzip header does not have the checksum it says");
    }
  }

  private void skipHeaderBytes(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      headerByte();
    }
  }

  private void skipHeaderText() throws IOException {
    for (int i = 0; headerByte() != 0; i++) {
      if (i == LONGEST_TEXT) {
        throw invalid.apply("its gzip header has no end");
      }
    }
  }

  private long little32() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (long) headerByte() << shift;
    }
    return value;
  }

  private int headerByte() throws IOException {
    if (position == limit && !fill()) {
      throw invalid.apply("its gzip stream is cut off");
    }
    headerCrc.update(buffer[position]);
    return buffer[position++] & 0xff;
  }

  /** Replaces the used-up buffer by the next bytes; false at the end. */
  private boolean fill() throws IOException {
    position = 0;
    limit = 0;
    int got = source.read(buffer, 0, buffer.length);
    if (got <= 0) {
      return false;
    }
    limit = got;
    return true;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    source.close();
  }
}
