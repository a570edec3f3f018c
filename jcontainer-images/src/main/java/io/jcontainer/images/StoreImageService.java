package io.jcontainer.images;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageException;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.ImageStoreException;
import io.jcontainer.Platform;
import io.jcontainer.PullOptions;
import io.jcontainer.Reference;
import io.jcontainer.images.host.HostImage;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.registry.RegistryClient;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.Lease;
import io.jcontainer.images.store.NameRecord;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.spi.ImageService;
import io.jcontainer.spi.RootFilesystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The image service on a store in the engine's root directory. Safe for use by many threads. */
public final class StoreImageService implements ImageService {
  private static final Logger LOG = LoggerFactory.getLogger(StoreImageService.class);

  private final Kernel kernel;
  private final Config config;
  private final ImageStore store;
  private final HostImage host;

  /** Guards {@link #registry}, which is opened by the first pull: TLS takes its time. */
  private final ReentrantLock registryLock = new ReentrantLock();

  private @Nullable RegistryClient registry;

  /** Opens image services. */
  public static final class Factory implements ImageService.Factory {
    /** A factory; it has no state. */
    public Factory() {}

    @Override
    public ImageService open(Config config) {
      return new StoreImageService(new LinuxKernel(), config);
    }
  }

  StoreImageService(Kernel kernel, Config config) {
    this.kernel = kernel;
    this.config = config;
    this.store = ImageStore.open(kernel, config.root());
    this.host = new HostImage(kernel, store);
  }

  @Override
  public Image pull(Reference reference, PullOptions options) {
    Platform platform = options.platform();
    Optional<ImageRecord> known =
        switch (options.policy()) {
          case NEVER -> find(reference, platform);
          case MISSING -> findUndamaged(reference, platform);
          // a digest never means anything else, so there is nothing to ask
          case ALWAYS -> reference.digest().flatMap(pinned -> findUndamaged(reference, platform));
        };
    if (known.isEmpty() && options.policy() == PullOptions.Policy.NEVER) {
      throw new ImageNotFoundException(
          reference.toString(), "the store for " + platform, "pull it, or allow it to be pulled");
    }
    ImageRecord image =
        known.orElseGet(
            () ->
                new ImagePull(kernel, store, registry(), config.imageLimits())
                    .pull(reference, platform));
    return imageOf(reference, image);
  }

  /** What is damaged is as good as missing to those who may pull it again. */
  private Optional<ImageRecord> findUndamaged(Reference reference, Platform platform) {
    try {
      return find(reference, platform);
    } catch (ImageStoreException e) {
      LOG.warn("{} is fetched anew: {}", reference, e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<ImageRecord> find(Reference reference, Platform platform) {
    return store
        .find(reference, platform)
        .filter(store::isComplete)
        .or(() -> findByDigest(reference, platform));
  }

  /** An image that came by another name and is exactly what this one pins. */
  private Optional<ImageRecord> findByDigest(Reference reference, Platform platform) {
    return reference
        .digest()
        .filter(digest -> store.name(new NameRecord(reference, platform, digest)))
        .flatMap(store::find);
  }

  private RegistryClient registry() {
    registryLock.lock();
    try {
      RegistryClient client = registry;
      if (client == null) {
        client = RegistryClient.open(config);
        registry = client;
      }
      return client;
    } finally {
      registryLock.unlock();
    }
  }

  private Image imageOf(Reference reference, ImageRecord image) {
    Digest configDigest = image.blobs().getFirst();
    ConfigFile file =
        ConfigFile.parse(store.document(configDigest), "configuration of " + reference);
    return new Image(
        reference, image.digest(), file.platform(), file.config(), ByteSize.ofBytes(image.size()));
  }

  @Override
  public Image host() {
    return host.image();
  }

  @Override
  public List<Image> list() {
    List<Image> images = new ArrayList<>();
    for (NameRecord name : store.names()) {
      try {
        store.find(name.image()).ifPresent(image -> images.add(imageOf(name.reference(), image)));
      } catch (ImageException e) {
        LOG.warn("{} is not listed: {}", name.reference(), e.getMessage());
      }
    }
    return images;
  }

  @Override
  public boolean remove(Reference reference) {
    return store.forget(reference);
  }

  @Override
  public RootFilesystem rootFilesystem(Image image) {
    Lease lease = store.lease(image.digest());
    return new RootFilesystem(
        lease.layers(), lease.image().trees(), lease::close, Optional.of(lease.lockFile()));
  }

  @Override
  public void close() {
    registryLock.lock();
    try {
      if (registry != null) {
        registry.close();
      }
    } finally {
      registryLock.unlock();
    }
    store.close();
  }
}
