package io.jcontainer.images;

import io.jcontainer.ByteSize;
import io.jcontainer.Config;
import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.RegistryException;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.registry.RegistryClient;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.NameRecord;
import io.jcontainer.kernel.Kernel;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What everything that is done with images works on.
 *
 * @param client opened by the first use: TLS takes its time
 */
record StoreContext(
    Kernel kernel, Config config, ImageStore store, Supplier<RegistryClient> client) {

  /** The image as users see it. */
  Image image(Reference reference, ImageRecord image) {
    ConfigFile file =
        ConfigFile.parse(
            store.document(image, image.blobs().getFirst()), "configuration of " + reference);
    return new Image(
        reference, image.digest(), file.platform(), file.config(), ByteSize.ofBytes(image.size()));
  }

  /** What is asked of images with that name. */
  SignatureCheck signatures(Reference name) {
    return new SignatureCheck(config.registries().signatures(), name);
  }

  /** The name of an image that has none: it is found by its digest alone. */
  static Reference unnamed(Digest digest) {
    return new Reference("localhost", "unnamed", Optional.empty(), Optional.of(digest));
  }

  /** Whether a name says no more than that there is none. */
  static boolean isUnnamed(Reference reference) {
    return reference.registry().equals("localhost") && reference.repository().equals("unnamed");
  }

  /** What an image was asked for by its names, so that it is found by another for the same. */
  Platform askedPlatform(Image image) {
    return store.names().stream()
        .filter(name -> name.image().equals(image.digest()))
        .map(NameRecord::platform)
        .findFirst()
        .orElse(image.platform());
  }

  /** Whether a registry may answer another time what it does not now. */
  static boolean isPassing(RegistryException failure) {
    return switch (failure.reason()) {
      case UNREACHABLE, RATE_LIMITED -> !Thread.currentThread().isInterrupted();
      case UNAUTHORIZED, PROTOCOL -> false;
    };
  }

  /**
   * What asks registries.
   *
   * @param registry who is to be asked
   * @throws RegistryException if none may be
   */
  RegistryClient registry(String registry) {
    if (config.offline()) {
      throw new RegistryException(
          registry,
          RegistryException.Reason.UNREACHABLE,
          "it is not asked, because the engine is offline (Config.withOffline): load the image from"
              + " a file, or take what the store has with PullOptions.Policy.MISSING",
          null);
    }
    return client.get();
  }
}
