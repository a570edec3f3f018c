package io.jcontainer;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An image that is to be made by {@link ImageLibrary#build}: of another one or of nothing, with
 * further layers and a configuration. Immutable; each {@code with} returns another. Unless it says
 * otherwise the time of everything is the epoch, so that the same specification of the same files
 * makes the same image, on any machine.
 *
 * {@snippet :
 * ImageSpec.from(Images.pull("eclipse-temurin:25"))
 *     .withLayer(LayerSpec.empty().withTree("/app/lib", Path.of("target/lib")))
 *     .withLayer(LayerSpec.empty().withFile("/app/app.jar", Path.of("target/app.jar")))
 *     .withConfig(config -> config.withCommand("java", "-jar", "/app/app.jar"))
 *     .withName("registry.example/app:1");
 * }
 *
 * @param base what is below; empty for nothing
 * @param layers on top of it, lowest first
 * @param config makes the configuration from that of the base; its diff ids are not looked at
 * @param names that the image gets; images that have them lose them
 * @param author who made the image, or empty
 * @param created when the image says that it was made
 * @param annotations of the manifest, sorted
 * @param platform what an image of nothing is for; empty for that of the base, or of this host
 * @param compression of the layers that are made
 */
public record ImageSpec(
    Optional<Image> base,
    List<LayerSpec> layers,
    UnaryOperator<ImageConfig> config,
    List<Reference> names,
    String author,
    Instant created,
    Map<String, String> annotations,
    Optional<Platform> platform,
    LayerCompression compression) {
  private static final ImageSpec SCRATCH =
      new ImageSpec(
          Optional.empty(),
          List.of(),
          UnaryOperator.identity(),
          List.of(),
          "",
          Instant.EPOCH,
          Map.of(),
          Optional.empty(),
          LayerCompression.GZIP);

  /** Copies the collections, and refuses what no image has. */
  public ImageSpec {
    layers = List.copyOf(layers);
    names = List.copyOf(names);
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    for (Reference name : names) {
      if (name.digest().isPresent()) {
        throw new InvalidSpecException(
            "name \"" + name + "\" for an image that is to be made",
            "its digest is its own: leave it out");
      }
    }
    if (annotations.containsKey("")) {
      throw new InvalidSpecException("annotation without a name", "give it one");
    }
    if (base.isPresent() && platform.isPresent()) {
      throw new InvalidSpecException(
          "platform " + platform.get() + " for an image on top of " + base.get(),
          "it has that of the image below: leave it out");
    }
    EntryAttributes.checkTime("time of an image", created);
  }

  /** An image of nothing, for this host, to begin with. It needs a layer. */
  public static ImageSpec fromScratch() {
    return SCRATCH;
  }

  /** An image on top of another one of the store, with its configuration. */
  public static ImageSpec from(Image base) {
    return SCRATCH.on(Optional.of(base));
  }

  private ImageSpec on(Optional<Image> image) {
    return new ImageSpec(
        image, layers, config, names, author, created, annotations, platform, compression);
  }

  /** The same with one more layer, on top. */
  public ImageSpec withLayer(LayerSpec layer) {
    List<LayerSpec> all = Stream.concat(layers.stream(), Stream.of(layer)).toList();
    return new ImageSpec(
        base, all, config, names, author, created, annotations, platform, compression);
  }

  /**
   * The same with a change of how the image is to be run, after those before, such as {@code config
   * -> config.withCommand("serve").withEnv("PORT", "80")}. It is called before anything is done.
   */
  public ImageSpec withConfig(UnaryOperator<ImageConfig> change) {
    UnaryOperator<ImageConfig> before = config;
    return new ImageSpec(
        base,
        layers,
        image -> change.apply(before.apply(image)),
        names,
        author,
        created,
        annotations,
        platform,
        compression);
  }

  /**
   * The same with one more name for the image.
   *
   * @throws InvalidSpecException if the name does not follow the grammar, or has a digest
   */
  public ImageSpec withName(String reference) {
    return withName(Reference.parse(reference));
  }

  /**
   * The same with one more name for the image.
   *
   * @throws InvalidSpecException if the name has a digest
   */
  public ImageSpec withName(Reference name) {
    List<Reference> all = Stream.concat(names.stream(), Stream.of(name)).toList();
    return new ImageSpec(
        base, layers, config, all, author, created, annotations, platform, compression);
  }

  /** The same with who made the image. */
  public ImageSpec withAuthor(String who) {
    return new ImageSpec(
        base, layers, config, names, who, created, annotations, platform, compression);
  }

  /**
   * The same with another time that the image says it was made at, such as {@code Instant.now()},
   * which makes another image each time.
   *
   * @throws InvalidSpecException if its year is not 1 to 9999
   */
  public ImageSpec withCreated(Instant time) {
    return new ImageSpec(
        base, layers, config, names, author, time, annotations, platform, compression);
  }

  /**
   * The same with an annotation of the manifest, in the place of one that has the name, such as
   * {@code org.opencontainers.image.source}.
   *
   * @throws InvalidSpecException if the name is empty
   */
  public ImageSpec withAnnotation(String name, String value) {
    Map<String, String> all = new TreeMap<>(annotations);
    all.put(name, value);
    return new ImageSpec(base, layers, config, names, author, created, all, platform, compression);
  }

  /**
   * The same for another platform than that of this host.
   *
   * @throws InvalidSpecException if there is an image below, which has its own
   */
  public ImageSpec withPlatform(Platform target) {
    return new ImageSpec(
        base,
        layers,
        config,
        names,
        author,
        created,
        annotations,
        Optional.of(target),
        compression);
  }

  /** The same with another compression of the layers that are made; those below stay. */
  public ImageSpec withCompression(LayerCompression kind) {
    return new ImageSpec(base, layers, config, names, author, created, annotations, platform, kind);
  }
}
