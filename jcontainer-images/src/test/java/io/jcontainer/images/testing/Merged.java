package io.jcontainer.images.testing;

import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.MountAttr;
import io.jcontainer.kernel.O;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Layers as overlayfs shows them, in a mount that nobody else sees. */
public final class Merged {
  private static final Kernel KERNEL = new LinuxKernel();

  private Merged() {}

  /**
   * A full listing of what a container would see.
   *
   * @param layers uppermost first
   */
  public static Map<String, String> listing(List<Path> layers) {
    List<Fd> opened = new ArrayList<>();
    Path empty = temporary();
    try (Fd context = KERNEL.fsopen("overlay")) {
      layers.forEach(layer -> add(context, layer, opened));
      // overlayfs wants two directories at least
      add(context, empty, opened);
      KERNEL.fsconfigString(context, "redirect_dir", "nofollow");
      KERNEL.fsconfigString(context, "metacopy", "off");
      KERNEL.fsconfigString(context, "index", "off");
      KERNEL.fsconfigCreate(context);
      try (Fd mount = KERNEL.fsmount(context, MountAttr.RDONLY)) {
        return Listing.full(mount);
      }
    } finally {
      opened.forEach(Fd::close);
      delete(empty);
    }
  }

  private static void add(Fd context, Path layer, List<Fd> opened) {
    Fd fd = KERNEL.open(Descriptor.CWD, layer.toString(), O.PATH | O.DIRECTORY, 0);
    opened.add(fd);
    KERNEL.fsconfigString(context, "lowerdir+", "/proc/self/fd/" + fd.number());
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("empty");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try {
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
