package io.jcontainer.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Disks of the host, for tests of their limits. */
public final class Disks {
  private Disks() {}

  /** The whole disk that temporary files are on. */
  public static Path ofTemporaryFiles() throws IOException {
    Path files = Path.of(System.getProperty("java.io.tmpdir"));
    long device = (long) Files.getAttribute(files, "unix:dev");
    Path block =
        Path.of("/sys/dev/block/" + (device >> 8 & 0xfff) + ":" + (device & 0xff)).toRealPath();
    Path whole = Files.exists(block.resolve("partition")) ? block.resolve("..") : block;
    return Path.of("/dev", whole.toRealPath().toString().replaceFirst(".*/", ""));
  }
}
