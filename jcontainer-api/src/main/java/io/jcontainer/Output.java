package io.jcontainer;

import java.nio.charset.StandardCharsets;

/**
 * What a container has written so far: the first bytes of each stream up to the output limit.
 *
 * @param stdout bytes from standard output
 * @param stderr bytes from standard error
 * @param truncated whether more was written to one of the two than is kept
 */
@SuppressWarnings("ArrayRecordComponent") // a snapshot for reading; equality is not its purpose
public record Output(byte[] stdout, byte[] stderr, boolean truncated) {
  /** Standard output as UTF-8, with a replacement character for what is not. */
  public String stdoutText() {
    return new String(stdout, StandardCharsets.UTF_8);
  }

  /** Standard error as UTF-8, with a replacement character for what is not. */
  public String stderrText() {
    return new String(stderr, StandardCharsets.UTF_8);
  }
}
