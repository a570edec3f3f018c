package io.jcontainer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files for a registry that are no image: a chart, a model, a bill of materials. Immutable; each
 * {@code with} returns another. {@link Registry#push} puts it under a name, {@link Registry#attach}
 * makes it something about an image.
 *
 * @see <a
 *     href="https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage">
 *     OCI image specification, guidelines for artifact usage</a>
 */
public final class Artifact {
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

  private final String type;
  private final Optional<Content> config;
  private final List<Content> contents;
  private final Map<String, String> annotations;

  private Artifact(
      String type,
      Optional<Content> config,
      List<Content> contents,
      Map<String, String> annotations) {
    this.type = type;
    this.config = config;
    this.contents = contents;
    this.annotations = annotations;
  }

  /**
   * An artifact without contents.
   *
   * @param type a media type that says what it is, such as {@code application/vnd.cyclonedx+json}
   * @throws InvalidSpecException if it is none (RFC 6838, section 4.2)
   */
  public static Artifact of(String type) {
    return new Artifact(
        requireMediaType("artifact type", type), Optional.empty(), List.of(), Map.of());
  }

  /**
   * The same with the bytes of a file, which is read when the artifact is sent, and with its name
   * as {@link Blob#TITLE}.
   *
   * @throws InvalidSpecException if the media type is none, or there is no such file
   */
  public Artifact withFile(Path file, String mediaType) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidSpecException(
          "file " + Text.printable(file.toString()) + " of an artifact",
          "there is no regular file of that name");
    }
    Map<String, String> title = Map.of(Blob.TITLE, String.valueOf(file.getFileName()));
    return with(new Content(mediaType, title, () -> Files.newInputStream(file)));
  }

  /**
   * The same with these bytes.
   *
   * @param notes annotations of this content
   * @throws InvalidSpecException if the media type is none
   */
  public Artifact withContent(byte[] content, String mediaType, Map<String, String> notes) {
    return with(content(content, mediaType, notes));
  }

  /** The same with these bytes. */
  public Artifact withContent(byte[] content, String mediaType) {
    return withContent(content, mediaType, Map.of());
  }

  /**
   * The same with a configuration, for types that have one. Without, it is that of the
   * specification for nothing.
   *
   * @throws InvalidSpecException if the media type is none
   */
  public Artifact withConfig(byte[] content, String mediaType) {
    return new Artifact(
        type, Optional.of(content(content, mediaType, Map.of())), contents, annotations);
  }

  /** The same with an annotation of the whole, or another value of it. */
  public Artifact withAnnotation(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(annotations);
    more.put(name, value);
    return new Artifact(type, config, contents, Collections.unmodifiableMap(more));
  }

  private Artifact with(Content content) {
    List<Content> more = Stream.concat(contents.stream(), Stream.of(content)).toList();
    return new Artifact(type, config, more, annotations);
  }

  private static Content content(byte[] content, String mediaType, Map<String, String> notes) {
    byte[] copy = content.clone();
    return new Content(mediaType, notes, () -> new ByteArrayInputStream(copy));
  }

  private static String requireMediaType(String what, String mediaType) {
    if (!MEDIA_TYPE.matcher(mediaType).matches()) {
      throw new InvalidSpecException(
          what + " \"" + Text.printable(mediaType) + "\"",
          "it is a media type without parameters, such as application/json");
    }
    return mediaType;
  }

  /** What it is. */
  public String type() {
    return type;
  }

  /** The configuration, if it has one. */
  public Optional<Content> config() {
    return config;
  }

  /** In the order in which they were added. */
  public List<Content> contents() {
    return contents;
  }

  /** Of the whole. */
  public Map<String, String> annotations() {
    return annotations;
  }

  @Override
  public String toString() {
    return type + " of " + contents.size() + " contents";
  }

  /** One of the contents of an artifact. */
  public static final class Content {
    private final String mediaType;
    private final Map<String, String> annotations;
    private final Source source;

    private Content(String mediaType, Map<String, String> annotations, Source source) {
      this.mediaType = requireMediaType("media type", mediaType);
      this.annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
      this.source = source;
    }

    /** What the bytes are. */
    public String mediaType() {
      return mediaType;
    }

    /** Free-form names and values. */
    public Map<String, String> annotations() {
      return annotations;
    }

    /**
     * The bytes from their beginning.
     *
     * @return to be closed
     * @throws IOException if a file cannot be read
     */
    public InputStream open() throws IOException {
      return source.open();
    }

    private interface Source {
      InputStream open() throws IOException;
    }
  }
}
