package io.jcontainer.linux.keep;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes, and back. The bytes begin with a fingerprint of the types: those of another
 * shape are refused.
 */
final class RecordCodec {
  private RecordCodec() {}

  /** What was read is not what this version of the library writes. */
  static final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    FormatException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  static byte[] write(Record value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(RecordShape.fingerprint(value.getClass()));
      RecordWriter.put(out, value.getClass(), value);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes all that is written", e);
    }
    return bytes.toByteArray();
  }

  static <T extends Record> T read(byte[] bytes, Class<T> type) throws FormatException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (!Arrays.equals(in.readNBytes(RecordShape.LENGTH), RecordShape.fingerprint(type))) {
        throw new FormatException("it was written by another version of this library", null);
      }
      T value = type.cast(RecordReader.get(in, type));
      if (value == null || in.read() >= 0) {
        throw new FormatException("it is longer or shorter than it should be", null);
      }
      return value;
    } catch (IOException | IllegalArgumentException | InvocationTargetException e) {
      throw new FormatException("it is damaged: " + e, e);
    }
  }
}
