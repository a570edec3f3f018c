package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.ImageConfig;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.archive.Decompressed;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.ConfigWriter;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.DocumentWriter;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.NameRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes an image with one layer of a tar archive of a root file system. */
record ImageImport(StoreContext context) {
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final int BUFFER = 256 << 10;

  Image importTar(InputStream archive, String from, Reference name, ImageConfig config) {
    if (name.digest().isPresent()) {
      throw new InvalidSpecException(
          "name \"" + name + "\" for an imported image", "its digest is its own: leave it out");
    }
    context.signatures(name).requireNothing(from);
    Path file = context.store().scratchFile();
    try {
      Decompressed.copy(archive, file, from, context.config().imageLimits().layerSize());
      return add(file, from, name, config);
    } catch (IOException e) {
      throw ImageArchiveException.reading(from, e);
    } finally {
      context.store().removeScratchFile(file);
    }
  }

  private Image add(Path file, String from, Reference name, ImageConfig config) throws IOException {
    Platform platform = Platform.host();
    Descriptor layer = Descriptor.of(LAYER, digest(file), Files.size(file));
    byte[] configuration = ConfigWriter.write(platform, withLayer(config, layer.digest()));
    Descriptor described =
        Descriptor.of(CONFIG, Digest.sha256(configuration), configuration.length);
    byte[] bytes = DocumentWriter.manifest(described, List.of(layer), Map.of());
    FetchedDocument manifest =
        new FetchedDocument(
            Digest.sha256(bytes),
            bytes,
            Optional.of(DocumentType.OCI_MANIFEST.mediaType()),
            "manifest of " + name);
    ImageRecord image =
        new ImageAddition(
                context.kernel(),
                context.store(),
                context.config().imageLimits(),
                new Imported(from, file, layer, configuration),
                ArchiveKeeping.ALL)
            .add(new NameRecord(name, platform, manifest.digest()), manifest);
    context.store().collect();
    return context.image(name, image);
  }

  private static ImageConfig withLayer(ImageConfig config, Digest layer) {
    return new ImageConfig(
        config.entrypoint(),
        config.command(),
        config.environment(),
        config.user(),
        config.workingDirectory(),
        config.stopSignal(),
        config.exposedPorts(),
        config.volumes(),
        config.labels(),
        config.healthCheck(),
        List.of(layer));
  }

  private static Digest digest(Path file) throws IOException {
    MessageDigest hash = Digest.sha256(new byte[0]).newMessageDigest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        hash.update(buffer, 0, count);
      }
    }
    return new Digest("sha256", HexFormat.of().formatHex(hash.digest()));
  }

  /** The parts of an image that is being made. */
  private static final class Imported implements ImageSource {
    private final String name;
    private final Path file;
    private final Descriptor layer;
    private final byte[] configuration;

    Imported(String name, Path file, Descriptor layer, byte[] configuration) {
      this.name = name;
      this.file = file;
      this.layer = layer;
      this.configuration = configuration;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public VerifiedStream blob(Descriptor blob) {
      if (!blob.digest().equals(layer.digest())) {
        return new VerifiedStream(
            new ByteArrayInputStream(configuration), blob, "configuration of " + name);
      }
      try {
        return new VerifiedStream(Files.newInputStream(file), blob, "layer of " + name);
      } catch (IOException e) {
        throw ImageArchiveException.reading(name, e);
      }
    }
  }
}
