package io.jcontainer.images.unpack;

import io.jcontainer.ByteSize;
import io.jcontainer.ImageLimits;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Unpacks archives one over the other, as a pull does, beneath a directory of a test. */
final class Unpacking {
  static final Kernel KERNEL = new LinuxKernel();

  private final Path directory;
  private final Kernel kernel;
  private final List<Path> layers = new ArrayList<>();
  private ImageLimits limits = ImageLimits.defaults();
  private boolean dependent;
  private int attempts;

  Unpacking(Path directory) {
    this(directory, KERNEL);
  }

  /** With the calls of another kernel than this machine's own. */
  Unpacking(Path directory, Kernel kernel) {
    this.directory = directory;
    this.kernel = kernel;
  }

  Unpacking limits(long bytes, long entries) {
    limits = new ImageLimits(ByteSize.ofBytes(bytes), ByteSize.ofBytes(bytes), entries, 100);
    return this;
  }

  /** Unpacks a further layer and returns its directory. */
  Path layer(Tar tar) {
    byte[] archive = tar.bytes();
    return layer(archive, Tar.blob(archive));
  }

  Path layer(byte[] stored, LayerBlob blob) {
    Path target = directory.resolve("layer" + attempts++);
    List<Fd> below = new ArrayList<>();
    try {
      Files.createDirectory(target);
      layers.reversed().forEach(path -> below.add(open(path)));
      LowerTrees lowers = new LowerTrees(kernel, below);
      try (Fd fd = open(target)) {
        UnpackedLayer unpacked =
            new LayerUnpack(kernel, limits)
                .unpack(Tar.stored(stored, blob), blob, fd, () -> lowers);
        dependent = new LayerSettling(kernel).settle(fd, unpacked, blob, lowers);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      below.forEach(Fd::close);
    }
    layers.add(target);
    return target;
  }

  /** Whether the last layer is right over those below it only. */
  boolean isDependent() {
    return dependent;
  }

  /** The layers' directories, lowest first. */
  List<Path> layers() {
    return layers;
  }

  private static Fd open(Path path) {
    return KERNEL.open(Descriptor.CWD, path.toString(), O.RDONLY | O.DIRECTORY, 0);
  }
}
