package io.jcontainer.images;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.LayerCompression;
import io.jcontainer.images.MadeImage.NewLayer;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.store.StoreFailure;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.KernelException;
import io.jcontainer.kernel.O;
import io.jcontainer.kernel.Seek;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * What is on its way to become a layer. It is written down as it is, which is as fast as the disk,
 * because a container may stand still meanwhile; and compressed afterwards.
 */
final class LayerDraft implements AutoCloseable {
  private static final String TYPE = "application/vnd.oci.image.layer.v1.tar";
  private static final int BUFFER = 256 << 10;

  /** A tar archive without entries: what ends every one. */
  private static final int EMPTY = 1024;

  private static final byte[] ZEROS = new byte[BUFFER];

  private final StoreContext context;
  private final String name;
  private final Path tar;
  private final Path compressed;
  private long size;
  private Optional<Digest> diffId = Optional.empty();

  private LayerDraft(StoreContext context, String name, Path tar, Path compressed) {
    this.context = context;
    this.name = name;
    this.tar = tar;
    this.compressed = compressed;
  }

  /**
   * What became of it.
   *
   * @param diffId the digest of the layer without compression
   * @param layer as it goes to registries, in a file of the draft
   */
  record Finished(Digest diffId, NewLayer layer) {}

  /**
   * A draft of which nothing is written.
   *
   * @param name of what is in it, for messages
   * @throws ImageStoreException if the store cannot be written
   */
  static LayerDraft open(StoreContext context, String name) {
    Path tar = context.store().scratchFile();
    try {
      return new LayerDraft(context, name, tar, context.store().scratchFile());
    } catch (RuntimeException e) {
      context.store().removeScratchFile(tar);
      throw e;
    }
  }

  /**
   * Has it written.
   *
   * @param content writes a tar stream
   * @throws ImageStoreException if the store cannot be written, or the thread is interrupted
   * @throws InvalidImageException if it is larger than a layer may be
   */
  void write(Consumer<OutputStream> content) {
    try (Output file = new Output(tar);
        OutputStream out = new BufferedOutputStream(file, BUFFER)) {
      content.accept(out);
      out.flush();
      size = file.size;
      diffId = Optional.of(file.digest());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Whether nothing is in what was written. */
  boolean isEmpty() {
    return size <= EMPTY;
  }

  /**
   * Makes the layer of what was written.
   *
   * @throws ImageStoreException if the store cannot be written, or the thread is interrupted
   */
  Finished finish(LayerCompression compression) {
    Digest written = diffId.orElseThrow();
    if (compression == LayerCompression.NONE) {
      return new Finished(written, new NewLayer(Descriptor.of(TYPE, written, size), tar));
    }
    try (Output file = new Output(compressed)) {
      try (InputStream in = Files.newInputStream(tar);
          OutputStream out = compressing(compression, file)) {
        in.transferTo(out);
      }
      // it may be large, and is not needed any more
      new Output(tar).close();
      String type = TYPE + (compression == LayerCompression.GZIP ? "+gzip" : "+zstd");
      return new Finished(
          written, new NewLayer(Descriptor.of(type, file.digest(), file.size), compressed));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static OutputStream compressing(LayerCompression compression, OutputStream out)
      throws IOException {
    return switch (compression) {
      case NONE -> throw new IllegalArgumentException("nothing to do");
      case GZIP -> new GZIPOutputStream(out, BUFFER);
      case ZSTD -> new BufferedOutputStream(new ZstdOutputStreamNoFinalizer(out), BUFFER);
    };
  }

  private ImageStoreException failed(IOException e) {
    return new ImageStoreException("cannot compress the " + name + ": " + e.getMessage(), e);
  }

  /** A file beneath the store: what goes there is hashed and counted. */
  private final class Output extends OutputStream {
    private final MessageDigest hash = Digest.sha256(new byte[0]).newMessageDigest();
    private final Fd file;
    private long size;

    Output(Path path) {
      try {
        this.file =
            context
                .kernel()
                .open(
                    io.jcontainer.kernel.Descriptor.CWD,
                    path.toString(),
                    O.WRONLY | O.TRUNC | O.NOFOLLOW,
                    0);
      } catch (KernelException e) {
        throw StoreFailure.of("cannot write the " + name + " into the store", e);
      }
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (Thread.currentThread().isInterrupted()) {
        throw new ImageStoreException("writing the " + name + " was interrupted", null);
      }
      size += length;
      if (size > context.config().imageLimits().layerSize().bytes()) {
        throw new InvalidImageException(
            name,
            "it has more than "
                + context.config().imageLimits().layerSize()
                + ": see Config.withImageLimits",
            null);
      }
      hash.update(bytes, offset, length);
      try {
        if (isZero(bytes, offset, length)) {
          // what was a hole in a container's file takes no room here either
          context.kernel().truncate(file, size);
          context.kernel().seek(file, size, Seek.SET);
        } else {
          context.kernel().write(file, bytes, offset, length);
        }
      } catch (KernelException e) {
        throw StoreFailure.of("cannot write the " + name + " into the store", e);
      }
    }

    private static boolean isZero(byte[] bytes, int offset, int length) {
      return length <= ZEROS.length
          && Arrays.equals(bytes, offset, offset + length, ZEROS, 0, length);
    }

    Digest digest() {
      return new Digest("sha256", HexFormat.of().formatHex(hash.digest()));
    }

    @Override
    public void close() {
      file.close();
    }
  }

  @Override
  public void close() {
    try {
      context.store().removeScratchFile(tar);
    } finally {
      context.store().removeScratchFile(compressed);
    }
  }
}
