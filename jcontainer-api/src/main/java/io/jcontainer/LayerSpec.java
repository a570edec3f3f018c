package io.jcontainer;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of one layer that is to be made; see {@link ImageSpec}. Immutable; each {@code with}
 * returns another. Nothing is read before the image is made.
 *
 * <p>The order of the calls means nothing: entries are written sorted, so that the same files make
 * the same layer. Each path is there once, except that directories are merged: trees with one
 * another and with what is put into them.
 *
 * {@snippet :
 * LayerSpec.empty()
 *     .withTree("/app/lib", Path.of("target/lib"))
 *     .withFile("/app/app.jar", Path.of("target/app.jar"))
 *     .withFile("/etc/app.conf", "port=80\n")
 *     .withLink("/usr/bin/app", "/app/bin/app")
 *     .without("/usr/share/doc");
 * }
 *
 * @param entries what is in it
 * @param archive a tar archive that is the layer instead, made absolute
 * @param createdBy what made it, for the image's history, or empty
 */
public record LayerSpec(List<LayerEntry> entries, Optional<Path> archive, String createdBy) {
  private static final LayerSpec EMPTY = new LayerSpec(List.of(), Optional.empty(), "");

  /** Copies the list, and refuses entries that cannot be in one layer. */
  public LayerSpec {
    entries = List.copyOf(entries);
    archive = archive.map(Path::toAbsolutePath);
    if (archive.isPresent() && !entries.isEmpty()) {
      throw new InvalidSpecException(
          "layer of " + archive.get(), "an archive is all of a layer: put the rest into another");
    }
    checkTogether(entries);
  }

  private static void checkTogether(List<LayerEntry> entries) {
    Map<String, LayerEntry> known = new HashMap<>();
    Map<String, LayerEntry> directories = new HashMap<>();
    for (LayerEntry entry : entries) {
      boolean clash =
          switch (entry) {
            case LayerEntry.Tree _ -> known.containsKey(entry.path());
            case LayerEntry.Directory _ ->
                known.containsKey(entry.path())
                    || directories.put(entry.path(), entry) instanceof LayerEntry.Directory;
            default ->
                known.put(entry.path(), entry) != null || directories.containsKey(entry.path());
          };
      if (clash) {
        throw new InvalidSpecException(
            "layer", named(entry.path()) + " is in it twice: leave one out");
      }
      if (entry instanceof LayerEntry.Tree) {
        directories.putIfAbsent(entry.path(), entry);
      }
    }
    entries.forEach(entry -> checkParents(entry.path(), known));
  }

  private static void checkParents(String path, Map<String, LayerEntry> known) {
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      LayerEntry above = known.get(path.substring(0, slash));
      if (above instanceof LayerEntry.Removal) {
        throw new InvalidSpecException(
            "layer",
            named(path)
                + " lies in what it removes: to replace a directory, take withOpaqueDirectory");
      }
      if (above != null) {
        throw new InvalidSpecException(
            "layer", named(path) + " lies in " + named(above.path()) + ", which is no directory");
      }
    }
  }

  private static String named(String path) {
    return "\"" + Text.printable(path) + "\"";
  }

  /** A layer of nothing, to begin with. */
  public static LayerSpec empty() {
    return EMPTY;
  }

  /**
   * A layer of these entries, which is the same as adding one after the other.
   *
   * @throws InvalidSpecException if they cannot be in one layer
   */
  public static LayerSpec of(List<LayerEntry> entries) {
    return new LayerSpec(entries, Optional.empty(), "");
  }

  /**
   * A layer that is a tar archive as it is, with its modes, owners, times and whiteouts; gzip or
   * zstd around it is taken off.
   *
   * @param archive read when the image is made
   */
  public static LayerSpec ofTar(Path archive) {
    return new LayerSpec(List.of(), Optional.of(archive), "");
  }

  /** The same with one more entry. */
  public LayerSpec with(LayerEntry entry) {
    return new LayerSpec(
        Stream.concat(entries.stream(), Stream.of(entry)).toList(), archive, createdBy);
  }

  /** The same with a file of this text in UTF-8. */
  public LayerSpec withFile(String path, String text) {
    return withFile(path, CopySource.ofText(text));
  }

  /** The same with a file of these bytes. */
  public LayerSpec withFile(String path, byte[] content) {
    return withFile(path, CopySource.ofBytes(content));
  }

  /** The same with a regular file of the host, or what a link there leads to. */
  public LayerSpec withFile(String path, Path file) {
    return withFile(path, CopySource.ofPath(file));
  }

  /** The same with a file of that content. */
  public LayerSpec withFile(String path, CopySource source) {
    return withFile(path, source, EntryAttributes.defaults());
  }

  /**
   * The same with a file.
   *
   * @param source content, such as a resource of the class path, or a regular file of the host. A
   *     stream can be read once, and so makes one image
   */
  public LayerSpec withFile(String path, CopySource source, EntryAttributes attributes) {
    return with(new LayerEntry.File(path, source, attributes));
  }

  /** The same with all that is in a directory of the host; see {@link LayerEntry.Tree}. */
  public LayerSpec withTree(String path, Path directory) {
    return withTree(path, directory, EntryAttributes.defaults());
  }

  /** The same with all that is in a directory of the host; see {@link LayerEntry.Tree}. */
  public LayerSpec withTree(String path, Path directory, EntryAttributes attributes) {
    return with(new LayerEntry.Tree(path, directory, attributes));
  }

  /** The same with a directory. */
  public LayerSpec withDirectory(String path) {
    return withDirectory(path, EntryAttributes.defaults());
  }

  /** The same with a directory; of trees that have it, too, the attributes do not count. */
  public LayerSpec withDirectory(String path, EntryAttributes attributes) {
    return with(new LayerEntry.Directory(path, attributes, false));
  }

  /** The same with a directory in which nothing is that the layers below have there. */
  public LayerSpec withOpaqueDirectory(String path, EntryAttributes attributes) {
    return with(new LayerEntry.Directory(path, attributes, true));
  }

  /** The same with a symbolic link. */
  public LayerSpec withLink(String path, String target) {
    return with(new LayerEntry.Link(path, target, EntryAttributes.defaults()));
  }

  /** The same with one more name of a file, which is in this layer or in one below. */
  public LayerSpec withHardLink(String path, String target) {
    return with(new LayerEntry.HardLink(path, target));
  }

  /** The same without what the layers below have at that path. */
  public LayerSpec without(String path) {
    return with(new LayerEntry.Removal(path));
  }

  /** The same with what made the layer, for the image's history. */
  public LayerSpec withCreatedBy(String command) {
    return new LayerSpec(entries, archive, command);
  }
}
