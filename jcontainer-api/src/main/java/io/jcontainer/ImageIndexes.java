package io.jcontainer;

import java.util.List;
import java.util.Optional;

/**
 * Indexes of images: made of what the store and registries have, kept in the store, and sent.
 * {@link ImageLibrary#indexes} gives it.
 *
 * <pre>{@code
 * ImageIndexes indexes = library.indexes();
 * ImageIndex index = ImageIndex.empty()
 *     .with(indexes.entry(builtHere))
 *     .with(indexes.entries(Reference.parse("registry.example/app:arm64")))
 *     .withAnnotation("org.opencontainers.image.version", "1.2");
 * indexes.push(index, Reference.parse("registry.example/app:1.2"), PushOptions.defaults());
 * }</pre>
 */
public interface ImageIndexes {
  /**
   * An entry for an image of the store, for the platform that the image says.
   *
   * @throws ImageStoreException if the store no longer has it
   * @throws InvalidSpecException if it is of use on this host alone
   */
  IndexEntry entry(Image image);

  /**
   * Entries for what a reference names in its registry: of an index all that it has, of an image
   * one, for the platform that the image says. The images themselves are not fetched.
   *
   * @throws ImageException if it cannot be found, fetched or believed
   */
  List<IndexEntry> entries(Reference reference);

  /**
   * The index that a reference names in its registry. What it says to be about, and an artifact
   * type of the whole, is not kept: when it is changed, it is another.
   *
   * @throws InvalidImageException if it is one image, and no index
   * @throws ImageException if it cannot be found, fetched or believed
   */
  ImageIndex read(Reference reference);

  /** The index of that name in the store. */
  Optional<ImageIndex> find(Reference name);

  /** The names of all indexes in the store, sorted. */
  List<Reference> names();

  /**
   * Keeps an index in the store, with all that its entries consist of, as it came; images are not
   * unpacked for that. What the store does not have is fetched from where the entries come from.
   * Images that the store has unpacked get the name, too, each for its platform. {@link
   * ImageLibrary#remove} takes it away again.
   *
   * @param name without a digest, or with the right one; if another index has it, that loses it
   * @return the index's digest
   * @throws InvalidSpecException if the name has another digest, or the index has no entry
   * @throws ImageException if a part cannot be found, fetched, believed or stored
   */
  Digest store(ImageIndex index, Reference name);

  /**
   * Sends an index and all that its entries consist of. What the registry has is not sent again.
   *
   * @param target with a tag, or with the index's digest to give it no tag
   * @throws InvalidSpecException if the target has another digest, or the index has no entry
   * @throws ImageException if a part cannot be found, fetched, believed or sent
   */
  PushResult push(ImageIndex index, Reference target, PushOptions options);

  /**
   * Reads an index of the store, with all that it consists of, and says what is wrong.
   *
   * @return empty if it is what it promises
   * @throws ImageNotFoundException if there is none of that name
   */
  List<ImageFlaw> validate(Reference name);
}
