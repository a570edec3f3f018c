package io.jcontainer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One name for the images of several platforms, as {@code docker manifest} and {@code podman
 * manifest} make them: a list of entries. Immutable; each {@code with} returns another. {@link
 * ImageLibrary#indexes} reads them, keeps them and sends them.
 *
 * @param entries in their order, of which the first that fits a platform is taken
 * @param annotations free-form names and values of the index itself
 */
public record ImageIndex(List<IndexEntry> entries, Map<String, String> annotations) {
  /** Copies the collections and keeps their order. */
  public ImageIndex {
    entries = List.copyOf(entries);
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
  }

  /** An index of nothing. */
  public static ImageIndex empty() {
    return new ImageIndex(List.of(), Map.of());
  }

  /** The same with one more entry, in the place of those that point to the same. */
  public ImageIndex with(IndexEntry entry) {
    List<IndexEntry> more = new ArrayList<>();
    boolean placed = false;
    for (IndexEntry old : entries) {
      if (!old.digest().equals(entry.digest())) {
        more.add(old);
      } else if (!placed) {
        more.add(entry);
        placed = true;
      }
    }
    if (!placed) {
      more.add(entry);
    }
    return new ImageIndex(more, annotations);
  }

  /** The same with more entries, each in the place of those that point to the same. */
  public ImageIndex with(Collection<IndexEntry> more) {
    ImageIndex index = this;
    for (IndexEntry entry : more) {
      index = index.with(entry);
    }
    return index;
  }

  /** The same without what points to a manifest, whether or not there is such. */
  public ImageIndex without(Digest digest) {
    return new ImageIndex(
        entries.stream().filter(entry -> !entry.digest().equals(digest)).toList(), annotations);
  }

  /** The same with one more annotation of the index, or another value of it. */
  public ImageIndex withAnnotation(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(annotations);
    more.put(name, value);
    return new ImageIndex(entries, more);
  }

  /** The same without an annotation of the index, whether or not there is such. */
  public ImageIndex withoutAnnotation(String name) {
    Map<String, String> less = new LinkedHashMap<>(annotations);
    less.remove(name);
    return new ImageIndex(entries, less);
  }

  /** The first entry for exactly this platform. */
  public Optional<IndexEntry> find(Platform platform) {
    return entries.stream()
        .filter(entry -> entry.platform().equals(Optional.of(platform)))
        .findFirst();
  }
}
