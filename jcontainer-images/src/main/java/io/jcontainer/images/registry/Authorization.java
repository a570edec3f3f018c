package io.jcontainer.images.registry;

import io.jcontainer.RegistryCredentials;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * The value of an {@code Authorization} header, until when it is good, and where it may go. It
 * shows itself nowhere but in {@link #header}.
 */
final class Authorization {
  private final String header;
  private final Origin origin;
  private final Instant end;

  private Authorization(String header, Origin origin, Instant end) {
    this.header = header;
    this.origin = origin;
    this.end = end;
  }

  /** User name and password (RFC 7617), for that origin. */
  static Authorization basic(RegistryCredentials credentials, Origin origin) {
    char[] password = credentials.password();
    CharBuffer chars = CharBuffer.allocate(credentials.user().length() + 1 + password.length);
    chars.put(credentials.user()).put(':').put(password).flip();
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(chars);
    byte[] plain = new byte[bytes.remaining()];
    bytes.get(plain);
    String header = "Basic " + Base64.getEncoder().encodeToString(plain);
    Arrays.fill(password, '\0');
    Arrays.fill(chars.array(), '\0');
    for (int i = 0; i < bytes.limit(); i++) {
      bytes.put(i, (byte) 0);
    }
    Arrays.fill(plain, (byte) 0);
    return new Authorization(header, origin, Instant.MAX);
  }

  /** A token (RFC 6750) that was issued for that origin. */
  static Authorization bearer(String token, Origin origin, Instant end) {
    return new Authorization("Bearer " + token, origin, end);
  }

  /** The header's value: a secret. */
  String header() {
    return header;
  }

  /** Whether it may be sent there. */
  boolean isFor(Origin target) {
    return origin.equals(target);
  }

  boolean isGoodAt(Instant now) {
    return now.isBefore(end);
  }

  @Override
  public String toString() {
    return "Authorization[for " + origin + ", ***]";
  }
}
