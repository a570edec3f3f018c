package io.jcontainer.images;

import io.jcontainer.Digest;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.DocumentWriter;
import io.jcontainer.images.model.Layer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
  private final List<NewLayer> layers;
  private final Function<Descriptor, VerifiedStream> rest;

  /**
   * An image of these.
   *
   * @param name of what it is made from, for messages
   * @param configuration the document
   * @param layers those that are new, lowest first
   * @param rest gives all other parts
   */
  MadeImage(
      String name,
      byte[] configuration,
      List<NewLayer> layers,
      Function<Descriptor, VerifiedStream> rest) {
    this.name = name;
    this.configuration = configuration.clone();
    this.layers = List.copyOf(layers);
    this.rest = rest;
  }

  /** An image of new layers alone. */
  static MadeImage of(String name, byte[] configuration, List<NewLayer> layers) {
    return new MadeImage(
        name,
        configuration,
        layers,
        other -> {
          throw new IllegalArgumentException("the image has no part " + other.digest());
        });
  }

  /**
   * The manifest of the image.
   *
   * @param below the layers beneath those that are new, lowest first
   * @param part what it is, for messages
   */
  FetchedDocument manifest(List<Layer> below, Map<String, String> annotations, String part) {
    List<Descriptor> all =
        Stream.concat(below.stream().map(Layer::asOci), layers.stream().map(NewLayer::descriptor))
            .toList();
    Descriptor config = Descriptor.of(CONFIG, Digest.sha256(configuration), configuration.length);
    byte[] bytes = DocumentWriter.manifest(config, all, annotations);
    return new FetchedDocument(
        Digest.sha256(bytes), bytes, Optional.of(DocumentType.OCI_MANIFEST.mediaType()), part);
  }

  @Override
  public String name() {
    return name;
  }

  /** The digests of the layers that are new. */
  Set<Digest> layerDigests() {
    return layers.stream().map(layer -> layer.descriptor().digest()).collect(Collectors.toSet());
  }

  @Override
  public VerifiedStream blob(Descriptor blob) {
    if (blob.mediaType().equals(CONFIG)) {
      return new VerifiedStream(
          new ByteArrayInputStream(configuration), blob, "configuration of " + name);
    }
    return layers.stream()
        .filter(fresh -> fresh.descriptor().digest().equals(blob.digest()))
        .findFirst()
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
