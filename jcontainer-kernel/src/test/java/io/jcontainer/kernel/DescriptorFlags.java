package io.jcontainer.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What /proc says of a descriptor of this process. */
final class DescriptorFlags {
  private DescriptorFlags() {}

  static boolean isClosedOnExec(Descriptor descriptor) throws IOException {
    return (flags(descriptor) & O.CLOEXEC) != 0;
  }

  static int flags(Descriptor descriptor) throws IOException {
    Path info = Path.of("/proc/self/fdinfo", Integer.toString(descriptor.number()));
    for (String line : Files.readAllLines(info)) {
      if (line.startsWith("flags:")) {
        return Integer.parseInt(line.substring(6).strip(), 8);
      }
    }
    throw new IOException("no flags in " + info);
  }
}
