package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.Image;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.ImageConfig;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.MadeImage.NewLayer;
import io.jcontainer.images.archive.Decompressed;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.model.ConfigWriter;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.NameRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Makes an image with one layer of a tar archive of a root file system. */
record ImageImport(StoreContext context) {
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
    byte[] configuration =
        ConfigWriter.write(platform, config.withDiffIds(List.of(layer.digest())));
    MadeImage made = MadeImage.of(from, configuration, List.of(new NewLayer(layer, file)));
    FetchedDocument manifest = made.manifest(List.of(), Map.of(), "manifest of " + name);
    ImageRecord image =
        new ImageAddition(
                context.kernel(),
                context.store(),
                context.config().imageLimits(),
                made,
                ArchiveKeeping.ALL)
            .add(new NameRecord(name, platform, manifest.digest()), manifest);
    context.store().collect();
    return context.image(name, image);
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
}
