package io.jcontainer.images.unpack;

import io.jcontainer.Digest;
import io.jcontainer.ImageException;
import io.jcontainer.ImageLimits;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.store.StoreFailure;
import io.jcontainer.kernel.At;
import io.jcontainer.kernel.Errno;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Unpacks the layers of one image, each into a directory of its own: stored bytes, digest, inflate,
 * diff id, archive and files in one pass. What an archive says is done by a {@link ConfinedThread}.
 * Safe for use by many threads, one a layer.
 */
public final class LayerUnpack {
  /** What the kernel says about a name, a size or an attribute that no file can have. */
  private static final Set<Errno> IMAGE_AT_FAULT =
      Set.of(
          Errno.ENAMETOOLONG,
          Errno.EFBIG,
          Errno.ELOOP,
          Errno.EILSEQ,
          Errno.EINVAL,
          Errno.ERANGE,
          Errno.E2BIG);

  private static final String PROBE = "umask";
  private static final int EVERYBODY = 0777;

  private final Kernel kernel;
  private final ImageLimits limits;
  private final ConfinedThread confined;
  private final AtomicLong imageBytes = new AtomicLong();

  /** An image of which nothing is unpacked yet. */
  public LayerUnpack(Kernel kernel, ImageLimits limits) {
    this.kernel = kernel;
    this.limits = limits;
    this.confined = ConfinedThread.of(kernel);
  }

  /**
   * Unpacks a layer. If it fails the directory holds a part of it, and is of no use.
   *
   * @param stored the bytes as they are in the registry, checked while they are read; closed here
   * @param directory empty, and nobody else's
   * @param lowers gives the layers below, waiting until they are complete; called at most once
   * @throws io.jcontainer.InvalidImageException if the layer is not what it promises, is hostile or
   *     larger than the limits
   * @throws io.jcontainer.ImageStoreException if the directory cannot be written
   */
  public UnpackedLayer unpack(
      VerifiedStream stored, LayerBlob blob, Fd directory, Supplier<LowerTrees> lowers) {
    LayerQuota quota = new LayerQuota(limits, imageBytes, blob);
    LowersOnDemand below = new LowersOnDemand(lowers);
    String name = blob.digest().hex().substring(0, 8);
    try (LayerBytes archive = new LayerBytes(stored, blob);
        ReadAhead ahead = new ReadAhead(archive, name)) {
      TarInput input = new TarInput(ahead, quota, blob);
      EntryApplier applier =
          confined.call(
              directory,
              "jcontainer-apply " + name,
              () -> unpack(input, blob, directory, below, quota));
      requireDiffId(input.drain(), blob);
      return new UnpackedLayer(
          below.wereAsked(), applier.madeWhiteouts(), quota.entries(), quota.bytes());
    } catch (KernelException e) {
      throw explained(e, blob);
    } catch (IOException e) {
      throw blob.invalid("it cannot be decompressed", e);
    }
  }

  /**
   * Reads a layer as if to unpack it, and writes nothing.
   *
   * @param stored the bytes as they are in the registry, checked while they are read; closed here
   * @throws io.jcontainer.InvalidImageException if the layer is not what it promises or larger than
   *     the limits
   */
  public void read(VerifiedStream stored, LayerBlob blob) {
    LayerQuota quota = new LayerQuota(limits, imageBytes, blob);
    String name = blob.digest().hex().substring(0, 8);
    try (LayerBytes archive = new LayerBytes(stored, blob);
        ReadAhead ahead = new ReadAhead(archive, name)) {
      TarInput input = new TarInput(ahead, quota, blob);
      TarReader reader = new TarReader(input, blob);
      while (reader.next() != null) {
        quota.addEntry();
      }
      requireDiffId(input.drain(), blob);
    } catch (IOException e) {
      throw blob.invalid("it cannot be decompressed", e);
    }
  }

  private EntryApplier unpack(
      TarInput input, LayerBlob blob, Fd directory, LowersOnDemand lowers, LayerQuota quota)
      throws IOException {
    AttributeWriter attributes = new AttributeWriter(kernel, umask(directory));
    try (LayerTree tree = new LayerTree(kernel, blob, attributes, directory)) {
      TarReader reader = new TarReader(input, blob);
      PathWalk walk = new PathWalk(kernel, blob, tree, lowers);
      FileMaker files = new FileMaker(kernel, blob, attributes, reader);
      FileCopy copy = new FileCopy(kernel, blob, quota, attributes);
      HardLinks links = new HardLinks(kernel, blob, tree, walk, lowers, copy);
      EntryApplier applier = new EntryApplier(kernel, blob, tree, walk, lowers, files, links);
      for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
        quota.addEntry();
        applier.apply(entry);
      }
      tree.complete();
      return applier;
    }
  }

  /** Which permission bits new files do not get: seen rather than asked, as it is the process's. */
  private int umask(Fd directory) {
    kernel.mkdir(directory, PROBE, EVERYBODY);
    FileStatus status = kernel.stat(directory, PROBE, At.SYMLINK_NOFOLLOW);
    kernel.unlink(directory, PROBE, At.REMOVEDIR);
    return EVERYBODY & ~status.mode();
  }

  private static void requireDiffId(Digest got, LayerBlob blob) {
    if (!got.equals(blob.diffId())) {
      throw blob.invalid(
          "its archive has digest " + got + ", and the configuration says " + blob.diffId(), null);
    }
  }

  private static ImageException explained(KernelException e, LayerBlob blob) {
    return IMAGE_AT_FAULT.contains(e.errno())
        ? blob.invalid("it has a file that cannot be: " + e.getMessage(), e)
        : StoreFailure.of("cannot unpack " + blob.part(), e);
  }
}
