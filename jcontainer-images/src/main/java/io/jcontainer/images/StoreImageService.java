package io.jcontainer.images;

import io.jcontainer.CommitOptions;
import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.ImageLibrary;
import io.jcontainer.images.host.HostImage;
import io.jcontainer.images.registry.RegistryClient;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.Lease;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.spi.ImageService;
import io.jcontainer.spi.RootFilesystem;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The image service on a store in the engine's root directory. Safe for use by many threads. */
public final class StoreImageService implements ImageService {
  private final Config config;
  private final ImageStore store;
  private final HostImage host;
  private final StoreContext context;
  private final ImageLibrary library;

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
    this.config = config;
    this.store = ImageStore.open(kernel, config.root());
    this.host = new HostImage(kernel, store);
    this.context = new StoreContext(kernel, config, store, this::registry);
    this.library = new StoreLibrary(context);
  }

  @Override
  public ImageLibrary library() {
    return library;
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

  @Override
  public Image host() {
    return host.image();
  }

  @Override
  public RootFilesystem rootFilesystem(Image image) {
    Lease lease = store.lease(image.digest());
    return new RootFilesystem(
        lease.layers(), lease.image().trees(), lease::close, Optional.of(lease.lockFile()));
  }

  @Override
  public Image commit(Image base, Changes changes, CommitOptions options) {
    return new ImageCommit(context).commit(base, changes, options);
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
