package io.jcontainer.images;

import io.jcontainer.Blob;
import io.jcontainer.CheckDepth;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageDetails;
import io.jcontainer.ImageDiskUsage;
import io.jcontainer.ImageException;
import io.jcontainer.ImageFlaw;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageIndexes;
import io.jcontainer.ImageLibrary;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.ImageSpec;
import io.jcontainer.ImageStoreException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LoadOptions;
import io.jcontainer.LockedImage;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.PushOptions;
import io.jcontainer.PushResult;
import io.jcontainer.Reference;
import io.jcontainer.Registry;
import io.jcontainer.RegistryException;
import io.jcontainer.StoreReport;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.NameRecord;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The images of one store. Each thing that can be done with them is a class of its own. */
final class StoreLibrary implements ImageLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(StoreLibrary.class);

  private final StoreContext context;

  StoreLibrary(StoreContext context) {
    this.context = context;
  }

  @Override
  public Image pull(Reference reference, PullOptions options) {
    Platform platform = options.platform();
    Optional<Digest> locked = new LockInForce(context.config()).image(reference, platform);
    boolean pinned = locked.isPresent() || reference.digest().isPresent();
    Optional<ImageRecord> known =
        switch (options.policy()) {
          case NEVER -> lookUp(reference, platform, locked);
          case MISSING -> findUndamaged(reference, platform, locked);
          // a digest never means anything else, so there is nothing to ask but for signatures
          case ALWAYS, NEWER ->
              pinned && !isJudged(reference, locked)
                  ? findUndamaged(reference, platform, locked)
                  : Optional.empty();
        };
    if (known.isEmpty() && options.policy() == PullOptions.Policy.NEVER) {
      throw new ImageNotFoundException(
          locked.map(reference::withDigest).orElse(reference).toString(),
          "the store for " + platform,
          "pull it, or allow it to be pulled");
    }
    ImageRecord image = known.orElseGet(() -> fetch(reference, options, locked));
    return context.image(reference, image);
  }

  /** Whether a policy wants to see what comes in by that name. */
  private boolean isJudged(Reference reference, Optional<Digest> locked) {
    return context.signatures(locked.map(reference::withDigest).orElse(reference)).isNeeded();
  }

  private ImageRecord fetch(Reference reference, PullOptions options, Optional<Digest> locked) {
    try {
      return new ImagePull(context, options.progress()).pull(reference, options.platform(), locked);
    } catch (RegistryException e) {
      if (options.policy() != PullOptions.Policy.NEWER || !StoreContext.isPassing(e)) {
        throw e;
      }
      ImageRecord image = findUndamaged(reference, options.platform(), locked).orElseThrow(() -> e);
      LOG.warn("{} is what the store has: {}", reference, e.getMessage());
      return image;
    }
  }

  /** What is damaged is as good as missing to those who may pull it again. */
  private Optional<ImageRecord> findUndamaged(
      Reference reference, Platform platform, Optional<Digest> locked) {
    try {
      return lookUp(reference, platform, locked);
    } catch (ImageStoreException e) {
      LOG.warn("{} is fetched anew: {}", reference, e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<ImageRecord> lookUp(
      Reference reference, Platform platform, Optional<Digest> locked) {
    return context
        .store()
        .find(reference, platform)
        .filter(image -> locked.map(image.digest()::equals).orElse(true))
        .filter(context.store()::isComplete)
        .or(
            () ->
                isJudged(reference, locked)
                    ? Optional.empty()
                    : findByDigest(reference, platform, locked.or(reference::digest)));
  }

  /** An image that came by another name and is exactly what this one pins. */
  private Optional<ImageRecord> findByDigest(
      Reference reference, Platform platform, Optional<Digest> pinned) {
    Optional<ImageRecord> image =
        pinned
            .filter(digest -> context.store().name(new NameRecord(reference, platform, digest)))
            .flatMap(context.store()::find);
    // whatever had the name before may have had no other
    image.ifPresent(_ -> context.store().collect());
    return image;
  }

  @Override
  public LockedImage resolve(Reference reference, PullOptions options) {
    return new ImageResolution(context).resolve(reference, options);
  }

  @Override
  public Optional<Image> find(Reference reference, Platform platform) {
    return context
        .store()
        .find(reference, platform)
        .filter(context.store()::isComplete)
        .map(image -> context.image(reference, image));
  }

  @Override
  public List<Image> list() {
    List<Image> images = new ArrayList<>();
    for (NameRecord name : context.store().names()) {
      if (name.isOfIndex()) {
        continue;
      }
      try {
        context
            .store()
            .find(name.image())
            .ifPresent(image -> images.add(context.image(name.reference(), image)));
      } catch (ImageException e) {
        LOG.warn("{} is not listed: {}", name.reference(), e.getMessage());
      }
    }
    return images;
  }

  @Override
  public ImageDetails inspect(Image image) {
    return new ImageInspection(context).inspect(image);
  }

  @Override
  public InputStream open(Image image, Blob blob) {
    return new ImageInspection(context).open(image, blob);
  }

  @Override
  public Image tag(Image image, Reference name) {
    if (name.digest().filter(digest -> !digest.equals(image.digest())).isPresent()) {
      throw new InvalidSpecException(
          "name \"" + name + "\"", "the image's digest is " + image.digest());
    }
    try (StoredImage stored = StoredImage.open(context, image.digest())) {
      if (!context
          .store()
          .name(new NameRecord(name, context.askedPlatform(image), image.digest()))) {
        throw new ImageStoreException("image " + image + " is damaged: pull it again", null);
      }
      context.store().collect();
      return context.image(name, stored.image());
    }
  }

  @Override
  public boolean remove(Reference reference) {
    return context.store().forget(reference);
  }

  @Override
  public void save(List<Image> images, Path target, ImageFormat format) {
    new ImageSave(context).save(images, target, format);
  }

  @Override
  public void save(List<Image> images, OutputStream target, ImageFormat format) {
    new ImageSave(context).save(images, target, "the stream", format);
  }

  @Override
  public List<Image> load(Path source, LoadOptions options) {
    return new ImageLoad(context, options).load(source);
  }

  @Override
  public List<Image> load(InputStream archive, LoadOptions options) {
    return new ImageLoad(context, options).load(archive, "the stream");
  }

  @Override
  public PushResult push(Image image, Reference target, PushOptions options) {
    return new ImagePush(context, options).push(image, target);
  }

  @Override
  public PushResult copy(Reference from, Reference to, PushOptions options) {
    return new ImagePush(context, options).copy(from, to);
  }

  @Override
  public ImageIndexes indexes() {
    return new StoreIndexes(context);
  }

  @Override
  public Registry registry(String name) {
    return new RemoteRegistry(context, Reference.parse(name + "/any").registry());
  }

  @Override
  public List<Image> prune(Predicate<Image> wanted) {
    return new ImagePrune(context).prune(list(), wanted);
  }

  @Override
  public Image importTar(InputStream archive, Reference name, ImageConfig config) {
    return new ImageImport(context).importTar(archive, "the stream", name, config);
  }

  @Override
  public Image build(ImageSpec spec) {
    return new ImageBuild(context).build(spec);
  }

  @Override
  public Image ofDirectory(Path directory, ImageConfig config) {
    return new DirectoryImage(context).of(directory, config);
  }

  @Override
  public ImageDiskUsage diskUsage() {
    return new ImageUsage(context).measure();
  }

  @Override
  public StoreReport check(CheckDepth depth) {
    return new StoreHealth(context).check(depth, false);
  }

  @Override
  public StoreReport repair(CheckDepth depth) {
    return new StoreHealth(context).check(depth, true);
  }

  @Override
  public List<ImageFlaw> validate(Image image) {
    return new StoreHealth(context).validate(image.digest());
  }

  @Override
  public List<ImageFlaw> validate(Reference reference) {
    return new StoreHealth(context).validate(reference);
  }

  @Override
  public List<ImageFlaw> validate(Path source) {
    return new StoreHealth(context).validate(source);
  }
}
