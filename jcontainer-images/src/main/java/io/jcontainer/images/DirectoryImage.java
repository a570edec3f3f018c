package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.model.ConfigWriter;
import io.jcontainer.images.store.Addition;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.NameRecord;
import io.jcontainer.spi.RootFilesystem.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an image of a directory tree of the host. The store has no more of it than where it is and
 * how it is to be run, so that containers that outlive this JVM find it.
 */
record DirectoryImage(StoreContext context) {
  /** The type of the text that the image's digest is of. */
  private static final String TYPE = "application/vnd.jcontainer.directory.v1";

  Image of(Path directory, ImageConfig config) {
    Path real = real(directory);
    Platform platform = Platform.host();
    byte[] configuration = ConfigWriter.write(platform, config.withDiffIds(List.of()));
    Digest described = Digest.sha256(configuration);
    byte[] text = ("directory " + real + "\nconfiguration " + described + "\n").getBytes(UTF_8);
    ImageRecord image =
        new ImageRecord(
            Digest.sha256(text),
            TYPE,
            List.of(described),
            List.of(),
            List.of(new HostTree(real, "/")),
            List.of(),
            0);
    Reference reference = StoreContext.unnamed(image.digest());
    NameRecord name = new NameRecord(reference, platform, image.digest());
    if (!context.store().name(name)) {
      try (Addition addition = context.store().add(List.of())) {
        Map<Digest, byte[]> documents = Map.of(image.digest(), text, described, configuration);
        addition.commit(image, Map.of(), documents, Optional.of(name));
      }
    }
    return context.image(reference, image);
  }

  private Path real(Path directory) {
    String named = "directory \"" + directory + "\" for an image";
    Path real;
    Path root;
    try {
      real = directory.toRealPath();
      root = context.config().root().toRealPath();
    } catch (IOException e) {
      throw new InvalidSpecException(named, "it has to be there and to be readable: " + e, e);
    }
    if (!Files.isDirectory(real)) {
      throw new InvalidSpecException(named, "it is something else");
    }
    if (real.startsWith(root) || root.startsWith(real)) {
      throw new InvalidSpecException(
          named,
          "it and the engine's root "
              + root
              + " lie in one another: take another directory, or"
              + " another root (Config.withRoot)");
    }
    if (real.toString().chars().anyMatch(Character::isISOControl)) {
      throw new InvalidSpecException(named, "its path has a control character: rename it");
    }
    return real;
  }
}
