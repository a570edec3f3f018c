package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.DocumentWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The parts of an image that is being made here. */
final class MadeImage implements ImageSource {
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  /**
   * A layer in a file.
   *
   * @param file that holds it
   */
  record NewLayer(Descriptor descriptor, Path file) {}

  private final String name;
  private final byte[] configuration;
  private final Optional<NewLayer> layer;
  private final Function<Descriptor, VerifiedStream> rest;

  /**
   * An image of these.
   *
   * @param name of what it is made from, for messages
   * @param configuration the document
   * @param layer that is new, if there is one
   * @param rest gives all other parts
   */
  MadeImage(
      String name,
      byte[] configuration,
      Optional<NewLayer> layer,
      Function<Descriptor, VerifiedStream> rest) {
    this.name = name;
    this.configuration = configuration.clone();
    this.layer = layer;
    this.rest = rest;
  }

  /** An image of one layer. */
  static MadeImage of(String name, byte[] configuration, NewLayer layer) {
    return new MadeImage(
        name,
        configuration,
        Optional.of(layer),
        other -> {
          throw new IllegalArgumentException("the image has no part " + other.digest());
        });
  }

  /**
   * The manifest of the image.
   *
   * @param layers all of them, lowest first
   * @param part what it is, for messages
   */
  FetchedDocument manifest(List<Descriptor> layers, String part) {
    Descriptor config = Descriptor.of(CONFIG, Digest.sha256(configuration), configuration.length);
    byte[] bytes = DocumentWriter.manifest(config, layers, Map.of());
    return new FetchedDocument(
        Digest.sha256(bytes), bytes, Optional.of(DocumentType.OCI_MANIFEST.mediaType()), part);
  }

  @Override
  public String name() {
    return name;
  }

  /** The layer that is new, if there is one. */
  Optional<NewLayer> layer() {
    return layer;
  }

  @Override
  public VerifiedStream blob(Descriptor blob) {
    if (blob.mediaType().equals(CONFIG)) {
      return new VerifiedStream(
          new ByteArrayInputStream(configuration), blob, "configuration of " + name);
    }
    return layer
        .filter(fresh -> fresh.descriptor().digest().equals(blob.digest()))
        .map(fresh -> open(fresh.file(), blob))
        .orElseGet(() -> rest.apply(blob));
  }

  private VerifiedStream open(Path file, Descriptor blob) {
    try {
      return new VerifiedStream(Files.newInputStream(file), blob, "layer of " + name);
    } catch (IOException e) {
      throw ImageArchiveException.reading(name, e);
    }
  }
}
