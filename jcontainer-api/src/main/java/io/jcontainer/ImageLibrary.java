package io.jcontainer;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The images of an engine: in its store, and on their way into it and out of it. {@link
 * JContainer#imageLibrary} gives that of an engine, {@link Images} has the same for the default
 * one. Safe for use by many threads. Every method that takes time ends early when its thread is
 * interrupted, with an {@link ImageException} and the thread's interrupt status set.
 */
public interface ImageLibrary {
  /**
   * Fetches an image from its registry unless the store has exactly it, and unpacks it.
   *
   * @throws ImageLockException if a lock is in force and does not have it
   * @throws ImageSignatureException if the policy in force does not let it in
   * @throws ImageException if it cannot be found, fetched, believed or stored
   */
  Image pull(Reference reference, PullOptions options);

  /** The same on a thread of its own; cancelling the future ends the pull. */
  default CompletableFuture<Image> pullAsync(Reference reference, PullOptions options) {
    return Async.call("pull", () -> pull(reference, options));
  }

  /**
   * What a reference means, as digests. The lock that is in force has no part in it.
   *
   * @param options who is asked, as for a pull: {@link PullOptions.Policy#NEVER} the store alone,
   *     which knows no indexes but the images that came of them. The platform is that of the image
   *     which the store has to have
   * @throws ImageException if it cannot be found, fetched or believed
   */
  LockedImage resolve(Reference reference, PullOptions options);

  /**
   * The reference with the digest of what it means now in its registry.
   *
   * @throws ImageException if it cannot be found, fetched or believed
   */
  default Reference pin(Reference reference) {
    return reference.withDigest(resolve(reference, PullOptions.defaults()).digest());
  }

  /**
   * A lock with these references in it: those that are there stay as they are, the others are
   * resolved. Whether a lock has them all is whether it equals this.
   *
   * @param options as for {@link #resolve}
   * @throws InvalidSpecException if a reference has a digest
   * @throws ImageException if one cannot be found, fetched or believed
   */
  default ImageLock lock(ImageLock lock, Collection<Reference> references, PullOptions options) {
    ImageLock more = lock;
    for (Reference reference : references) {
      if (more.find(reference).isEmpty()) {
        more = more.with(reference, resolve(reference, options));
      }
    }
    return more;
  }

  /** The image of a name that the store has for a platform; no registry is asked. */
  Optional<Image> find(Reference reference, Platform platform);

  /** The image of a name that the store has for this host. */
  default Optional<Image> find(Reference reference) {
    return find(reference, Platform.host());
  }

  /** Every name in the store with its image, sorted. */
  List<Image> list();

  /**
   * All that is known of an image.
   *
   * @throws ImageStoreException if the store no longer has it
   */
  ImageDetails inspect(Image image);

  /**
   * The bytes of an image's configuration or of one of its layers, as they are in a registry. If
   * the store has a layer unpacked only, it is fetched again. They are to be believed when the end
   * was read, which fails with an {@link InvalidImageException} if they have another digest or
   * size.
   *
   * @param blob of the image's {@link ImageDetails}
   * @return to be closed; the image is in use until then. What goes wrong in it is an {@link
   *     ImageException}
   * @throws InvalidSpecException if the image has no such blob, or is of use on this host alone
   * @throws ImageException if the store no longer has the image, or cannot fetch the layer
   */
  InputStream open(Image image, Blob blob);

  /**
   * Gives an image one more name. If another image has it, that loses it, and is removed with its
   * last name.
   *
   * @return the image by that name
   * @throws InvalidSpecException if the name has another digest than the image
   * @throws ImageStoreException if the store no longer has the image
   */
  Image tag(Image image, Reference name);

  /**
   * Takes a name away, and the image's content with its last name. A container that runs from it
   * keeps what it has.
   *
   * @return whether there was such a name
   */
  boolean remove(Reference reference);

  /**
   * Saves images, byte for byte as they came. The file appears when it is complete.
   *
   * @param images of which each is called by its name there; those without one have none there
   * @param target a file, which is replaced; for {@link ImageFormat#OCI_LAYOUT} a directory, to
   *     which the images are added
   * @throws ImageArchiveException if it cannot be written
   * @throws ImageException if the store does not have all of an image, and cannot fetch it
   */
  void save(List<Image> images, Path target, ImageFormat format);

  /**
   * Saves images to a stream, which is not closed.
   *
   * @param format one that is a single file
   * @throws InvalidSpecException if the format is a directory
   * @throws ImageArchiveException if it cannot be written
   * @throws ImageException if the store does not have all of an image, and cannot fetch it
   */
  void save(List<Image> images, OutputStream target, ImageFormat format);

  /**
   * Loads the images of a directory or file that {@link #save}, Docker, Podman, skopeo and others
   * write: an OCI layout, an archive of one, or Docker's archive; gzip or zstd around an archive is
   * taken off.
   *
   * @return what was loaded, in the archive's order
   * @throws InvalidImageException if it is something else, or not what it promises. Images that
   *     came before that in the same archive are in the store then
   * @throws ImageArchiveException if it cannot be read
   */
  List<Image> load(Path source, LoadOptions options);

  /**
   * The same from a stream, such as a class path resource; it is read to its end and not closed.
   */
  List<Image> load(InputStream archive, LoadOptions options);

  /**
   * Makes an image for this host with one layer from a tar archive of a root file system, such as
   * {@link ContainerFiles#export} writes; gzip or zstd around it is taken off. The same archive and
   * configuration make the same image.
   *
   * @param archive read to its end and not closed
   * @param name that it gets; without a digest
   * @param config how it is to be run; its diff ids are not looked at
   * @throws InvalidSpecException if the name has a digest
   * @throws InvalidImageException if it is no such archive, hostile or larger than the limits
   * @throws ImageArchiveException if it cannot be read
   */
  Image importTar(InputStream archive, Reference name, ImageConfig config);

  /**
   * Makes an image of files that a program names, on top of another one or of nothing. It is there,
   * unpacked and with its names, when all of it is, or not at all.
   *
   * @throws InvalidSpecException if an image from scratch has no layer, the image below shows
   *     directories of this host, or a file or tree that it names is missing, unreadable, of a kind
   *     that no layer holds, or in the layer twice
   * @throws InvalidImageException if an archive is none, or a layer is larger than the limits
   * @throws ImageSignatureException if the policy in force does not let an unsigned image have one
   *     of the names
   * @throws ImageException if the store no longer has the image below, or cannot be written
   */
  Image build(ImageSpec spec);

  /**
   * A directory tree of the host as an image, to run containers from it as it is. Nothing is copied
   * and nothing in it is ever changed: what a container writes goes elsewhere, as with any image.
   * User 0 of the host's files is root of the container. File systems that are mounted beneath the
   * directory are not seen. It must not change while a container runs from it, which may see any of
   * both then.
   *
   * <p>The image has no name but its digest, and is of use on this host alone. {@link #prune}
   * forgets it; the directory stays.
   *
   * @param config how it is to be run, which a container's description may change; its diff ids are
   *     not looked at
   * @throws InvalidSpecException if it is no directory, or holds this engine's root or lies in it
   */
  Image ofDirectory(Path directory, ImageConfig config);

  /**
   * Sends an image of the store to a registry, byte for byte as it came. What is there already is
   * not sent; what another repository of the registry has is taken from there.
   *
   * @param target with a tag, or with the image's digest to give it no tag
   * @throws InvalidSpecException if the target has the digest of something else
   * @throws ImageException if the registry does not take it, or the store does not have all of it
   *     and cannot fetch it
   */
  PushResult push(Image image, Reference target, PushOptions options);

  /**
   * Copies what a reference names from one registry to another, or within one, byte for byte and
   * without unpacking it: of an index all platforms with what belongs to them, and also what is no
   * image. The store has no part in it.
   *
   * @param to with a tag, or with the same digest to give it no tag
   * @throws ImageException if it cannot be found, fetched, believed or sent
   */
  PushResult copy(Reference from, Reference to, PushOptions options);

  /** Indexes: one name for the images of several platforms. */
  ImageIndexes indexes();

  /**
   * A registry, to see and change what it has.
   *
   * @param name host and optional port, as in references
   * @throws InvalidSpecException if the name is none
   */
  Registry registry(String name);

  /** How much of the disk the images take. It looks at every file, so it takes its time. */
  ImageDiskUsage diskUsage();

  /**
   * Removes images that nobody called by a name (see {@link LoadOptions}) and that no container
   * uses.
   *
   * @return what was removed
   */
  default List<Image> prune() {
    return prune(
        image ->
            image.reference() != null
                && image.reference().registry().equals("localhost")
                && image.reference().repository().equals("unnamed"));
  }

  /**
   * Removes those of the wanted names whose image no container uses, and the images that have no
   * other.
   *
   * @return what was removed
   */
  List<Image> prune(Predicate<Image> wanted);

  /**
   * Looks for damage in the store; nothing is changed. What others do with the store meanwhile goes
   * on, and is no damage.
   *
   * @throws ImageStoreException if it cannot be looked at
   */
  StoreReport check(CheckDepth depth);

  /**
   * Looks for damage in the store and repairs it: from what the store still has where that is
   * enough, and else by removing what is wrong, so that the next pull fetches it. What somebody
   * uses is left alone, and no sound image is removed.
   *
   * @throws ImageStoreException if it cannot be looked at or written
   */
  StoreReport repair(CheckDepth depth);

  /**
   * Reads an image of the store completely and says what is wrong with it: documents and layers
   * against their digests and sizes, what layers unpack to against the configuration. Layers that
   * the store has unpacked only are fetched.
   *
   * @return empty if it is what it promises
   * @throws ImageException if it is not there, or cannot be read
   */
  List<ImageFlaw> validate(Image image);

  /**
   * The same of what a reference names in its registry, with all platforms; the store has no part
   * in it.
   *
   * @throws ImageException if it is not there, or cannot be fetched
   */
  List<ImageFlaw> validate(Reference reference);

  /**
   * The same of all that is in a layout or an archive, such as {@link #load} reads.
   *
   * @throws ImageArchiveException if it cannot be read
   */
  List<ImageFlaw> validate(Path source);
}
