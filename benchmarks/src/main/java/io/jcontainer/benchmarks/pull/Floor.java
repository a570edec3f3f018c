package io.jcontainer.benchmarks.pull;

import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.benchmarks.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * What of a pull nobody gets round, each part alone and on one processor, in nanoseconds.
 *
 * @param inflate decompressing every layer, by the zlib that the JDK has
 * @param hash SHA-256 of every layer, compressed and not
 * @param files making all files from the archives, by GNU tar: processor time
 */
public record Floor(long inflate, long hash, long files) {
  private static final int BUFFER = 1 << 17;
  private static final int WARM_UP = 3;

  /** Measures it. */
  public static Floor of(SampleImage image, Workspace workspace) {
    try {
      long inflate = 0;
      long hash = 0;
      for (int i = 0; i < WARM_UP; i++) {
        inflate = 0;
        hash = 0;
        for (Path blob : image.blobs()) {
          inflate += inflating(blob);
          hash += hashing(blob);
        }
        for (Path tar : image.tars()) {
          hash += hashing(tar);
        }
      }
      return new Floor(inflate, hash, extracting(image, workspace));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + image.name(), e);
    }
  }

  private static long inflating(Path blob) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long begun = System.nanoTime();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(blob), BUFFER)) {
      while (in.read(buffer) >= 0) {
        // its time is all that counts
      }
    }
    return System.nanoTime() - begun;
  }

  private static long hashing(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      long begun = System.nanoTime();
      try (InputStream in = Files.newInputStream(file)) {
        for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
          digest.update(buffer, 0, got);
        }
      }
      digest.digest();
      return System.nanoTime() - begun;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static long extracting(SampleImage image, Workspace workspace) {
    Path tree = workspace.subdirectory("extracted");
    long cpu = 0;
    for (Path tar : image.tars()) {
      cpu += TimedCommand.run(List.of("tar", "-C", tree.toString(), "-xf", tar.toString())).cpu();
    }
    Command.demand(List.of("rm", "-r", tree.toString()));
    return cpu;
  }

  /** All of it, shared by so many processors without loss. */
  public long on(int processors) {
    return (inflate + hash + files) / processors;
  }
}
