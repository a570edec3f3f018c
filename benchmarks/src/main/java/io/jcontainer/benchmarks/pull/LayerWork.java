package io.jcontainer.benchmarks.pull;

import com.sun.management.OperatingSystemMXBean;
import io.jcontainer.Digest;
import io.jcontainer.ImageLimits;
import io.jcontainer.benchmarks.workspace.FreshDisk;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Compression;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.store.TreeRemoval;
import io.jcontainer.images.unpack.LayerBlob;
import io.jcontainer.images.unpack.LayerUnpack;
import io.jcontainer.images.unpack.LowerTrees;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.UnconfiningKernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The layers of an image from files to what containers can use, in ways to choose from. What is
 * made is made durable.
 */
public final class LayerWork {
  private static final int BUFFER = 1 << 18;

  private final SampleImage image;
  private final FreshDisk disk;
  private final Path directory;
  private final List<LayerBlob> blobs = new ArrayList<>();
  private final OperatingSystemMXBean machine =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /**
   * Work on an image.
   *
   * @param disk that holds the directory
   * @param directory for what is made
   */
  public LayerWork(SampleImage image, FreshDisk disk, Path directory) {
    this.image = image;
    this.disk = disk;
    this.directory = directory;
    try {
      for (int i = 0; i < image.blobs().size(); i++) {
        Path blob = image.blobs().get(i);
        blobs.add(
            new LayerBlob(
                Digest.parse("sha256:" + blob.getFileName()),
                Files.size(blob),
                Compression.GZIP,
                image.diffIds().get(i)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Does everything so many times, in turn, and once before that does not count. Trees are removed
   * at the end: ext4 makes files slowly where others were removed a moment ago.
   */
  public Map<String, List<Taken>> measure(int runs) {
    Map<String, List<Taken>> all = new LinkedHashMap<>();
    Kernel kernel = new LinuxKernel();
    Kernel unconfining = new UnconfiningKernel();
    for (int run = 0; run <= runs; run++) {
      Map<String, Taken> once = new LinkedHashMap<>();
      String trees = image.name() + run;
      once.put("to directories", timed(() -> unpack(kernel, trees)));
      once.put(
          "to directories, on threads that are not confined",
          timed(() -> unpack(unconfining, trees + "-unconfined")));
      once.put("read, checked, and dropped", timed(() -> read(kernel)));
      once.put("the archives written to files", timed(() -> writeArchives(kernel)));
      once.put("removing those files", timed(this::removeArchives));
      once.put("only decompressed, zlib of the JDK", timed(this::inflate));
      try (NativeInflater libdeflate = NativeInflater.libdeflate()) {
        if (libdeflate.isThere()) {
          once.put("only decompressed, libdeflate", timed(() -> inflate(libdeflate)));
        }
      }
      disk.settle();
      if (run > 0) {
        once.forEach((what, took) -> add(all, what, took));
      }
    }
    for (int run = 0; run <= runs; run++) {
      String trees = image.name() + run;
      add(all, "removing the directories", timed(() -> removeTrees(kernel, trees)));
      removeTrees(kernel, trees + "-unconfined");
    }
    disk.settle();
    return all;
  }

  private static void add(Map<String, List<Taken>> all, String what, Taken took) {
    all.computeIfAbsent(what, _ -> new ArrayList<>()).add(took);
  }

  private interface Work {
    void run() throws IOException;
  }

  private Taken timed(Work work) {
    long cpu = machine.getProcessCpuTime();
    long begun = System.nanoTime();
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Taken(System.nanoTime() - begun, machine.getProcessCpuTime() - cpu);
  }

  private void unpack(Kernel kernel, String trees) throws IOException {
    LayerUnpack unpack = new LayerUnpack(kernel, ImageLimits.defaults());
    for (int i = 0; i < blobs.size(); i++) {
      Path tree = Files.createDirectory(directory.resolve(tree(trees, i)));
      try (Fd fd = open(kernel, tree)) {
        var _ = unpack.unpack(stored(i), blobs.get(i), fd, () -> new LowerTrees(kernel, List.of()));
      }
    }
    makeDurable(kernel);
  }

  private void makeDurable(Kernel kernel) {
    try (Fd parent = open(kernel, directory)) {
      kernel.syncfs(parent);
    }
  }

  private static Fd open(Kernel kernel, Path path) {
    return kernel.open(
        io.jcontainer.kernel.Descriptor.CWD, path.toString(), O.RDONLY | O.DIRECTORY, 0);
  }

  private void removeTrees(Kernel kernel, String trees) {
    try (Fd parent = open(kernel, directory)) {
      for (int i = 0; i < blobs.size(); i++) {
        TreeRemoval.remove(kernel, parent, tree(trees, i));
      }
    }
  }

  private void read(Kernel kernel) throws IOException {
    LayerUnpack unpack = new LayerUnpack(kernel, ImageLimits.defaults());
    for (int i = 0; i < blobs.size(); i++) {
      unpack.read(stored(i), blobs.get(i));
    }
  }

  private void writeArchives(Kernel kernel) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int i = 0; i < blobs.size(); i++) {
      try (InputStream in = Files.newInputStream(image.tars().get(i));
          OutputStream out = Files.newOutputStream(archive(i), StandardOpenOption.CREATE_NEW)) {
        for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
          out.write(buffer, 0, got);
        }
      }
    }
    makeDurable(kernel);
  }

  private void removeArchives() throws IOException {
    for (int i = 0; i < blobs.size(); i++) {
      Files.delete(archive(i));
    }
  }

  private void inflate() throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (Path blob : image.blobs()) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(blob), BUFFER)) {
        while (in.read(buffer) >= 0) {
          // its time is all that counts
        }
      }
    }
  }

  private void inflate(NativeInflater inflater) throws IOException {
    for (int i = 0; i < blobs.size(); i++) {
      inflater.inflate(image.blobs().get(i), Files.size(image.tars().get(i)));
    }
  }

  private static String tree(String trees, int layer) {
    return trees + "-" + layer;
  }

  private Path archive(int layer) {
    return directory.resolve(image.name() + "-" + layer + ".tar");
  }

  private VerifiedStream stored(int layer) throws IOException {
    LayerBlob blob = blobs.get(layer);
    return new VerifiedStream(
        Files.newInputStream(image.blobs().get(layer)),
        Descriptor.of("application/vnd.oci.image.layer.v1.tar+gzip", blob.digest(), blob.size()),
        blob.part());
  }
}
