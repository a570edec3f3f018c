package io.jcontainer.images.testing;

import io.jcontainer.Config;
import io.jcontainer.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a store, seen from outside. */
public final class StoreTree {
  private final Path store;

  /** The store of an engine with this configuration. */
  public StoreTree(Config config) {
    this.store = config.root().resolve("images");
  }

  /** Directories of layers. */
  public List<String> layers() {
    return children("layers");
  }

  /** Records of images, by digest. */
  public List<String> images() {
    return children("images");
  }

  /** Documents. */
  public List<String> blobs() {
    return children("blobs/sha256");
  }

  /** The bytes of a document or of a layer as it came. */
  public byte[] blob(Digest digest) {
    try {
      return Files.readAllBytes(store.resolve("blobs/sha256").resolve(digest.hex()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What living or dead processes have in the making, with their locks. */
  public List<String> sessions() {
    return children("sessions");
  }

  /** Everything in the directories of all sessions. */
  public List<String> staged() {
    return sessions().stream()
        .filter(name -> !name.endsWith(".lock"))
        .flatMap(name -> children("sessions/" + name).stream())
        .toList();
  }

  /** Whether no image has left anything. */
  public boolean isEmpty() {
    return Stream.of("layers", "images", "names", "blobs/sha256")
        .allMatch(directory -> children(directory).isEmpty());
  }

  private List<String> children(String directory) {
    try (Stream<Path> list = Files.list(store.resolve(directory))) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
