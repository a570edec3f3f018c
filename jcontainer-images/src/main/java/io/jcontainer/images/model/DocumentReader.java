package io.jcontainer.images.model;

import io.jcontainer.InvalidImageException;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an index or a manifest, and refuses what could be both. Every field that decides the kind
 * in any reader is looked at, also those that do not belong to the declared kind.
 */
final class DocumentReader {
  private static final String SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+";
  private static final Set<String> OF_INDEX = Set.of("manifests");
  private static final Set<String> OF_MANIFEST = Set.of("config", "layers");

  private final Optional<String> declared;
  private final Set<String> seen = new LinkedHashSet<>();
  private @Nullable Long schemaVersion;
  private @Nullable String mediaType;
  private @Nullable Descriptor config;
  private @Nullable List<Descriptor> layers;
  private @Nullable List<Descriptor> manifests;
  private @Nullable Descriptor subject;
  private @Nullable String artifactType;
  private Map<String, String> annotations = Map.of();

  DocumentReader(Optional<String> declared) {
    this.declared = declared;
  }

  /** The document as that of an image. */
  Document read(JsonInput input) throws IOException {
    Contents contents = contents(input);
    DocumentType type = contents.type();
    if (type.isIndex()) {
      return new Index(type, contents.manifests(), annotations);
    }
    Descriptor known = contents.config().orElseThrow();
    Manifest.requireConfig(known, input);
    return new Manifest(type, known, Layer.all(contents.layers(), input), annotations);
  }

  /** The document as that of an image or of any other artifact. */
  Contents contents(JsonInput input) throws IOException {
    input.object(
        new Fields()
            .with("schemaVersion", in -> schemaVersion = in.integer())
            .with("mediaType", in -> mediaType = in.text())
            .with("config", in -> config = shape("config", Descriptor::read, in))
            .with("layers", in -> layers = shape("layers", DocumentReader::descriptors, in))
            .with(
                "manifests", in -> manifests = shape("manifests", DocumentReader::descriptors, in))
            .with("subject", in -> subject = Descriptor.read(in))
            .with("artifactType", in -> artifactType = in.text())
            .with("annotations", in -> annotations = in.textMap())
            .with("fsLayers", DocumentReader::refuseSchema1)
            .with("history", DocumentReader::refuseSchema1));
    DocumentType type = type(input);
    requireVersion2(input);
    requireShape(type.isIndex() ? OF_INDEX : OF_MANIFEST, type, input);
    boolean index = type.isIndex();
    return new Contents(
        type,
        index ? Optional.empty() : Optional.of(input.required(config, "config")),
        index ? List.of() : input.required(layers, "layers"),
        index ? input.required(manifests, "manifests") : List.of(),
        Optional.ofNullable(subject),
        Optional.ofNullable(artifactType),
        annotations);
  }

  private <T> T shape(String field, JsonInput.Value<T> value, JsonInput input) throws IOException {
    seen.add(field);
    return value.read(input);
  }

  private static List<Descriptor> descriptors(JsonInput input) throws IOException {
    return input.list(Descriptor::read);
  }

  private DocumentType type(JsonInput input) {
    if (declared.isPresent() && mediaType != null && !declared.get().equals(mediaType)) {
      throw input.invalid("it was announced as " + declared.get() + " and says " + mediaType);
    }
    String name = mediaType == null ? declared.orElse("") : mediaType;
    if (name.isEmpty()) {
      throw input.invalid("neither the document nor who sent it says its media type");
    }
    if (name.startsWith(SCHEMA_1)) {
      throw schema1(input);
    }
    return DocumentType.of(name)
        .orElseThrow(() -> input.invalid("media type " + name + " is no image manifest or index"));
  }

  private void requireVersion2(JsonInput input) {
    long version = input.required(schemaVersion, "schemaVersion");
    if (version == 1) {
      throw schema1(input);
    }
    if (version != 2) {
      throw input.invalid("schemaVersion is " + version + ", and 2 is known");
    }
  }

  private void requireShape(Set<String> allowed, DocumentType type, JsonInput input) {
    for (String field : seen) {
      if (!allowed.contains(field)) {
        throw input.invalid("it is ambiguous: \"" + field + "\" in a " + type.mediaType());
      }
    }
  }

  private static void refuseSchema1(JsonInput input) {
    throw schema1(input);
  }

  private static InvalidImageException schema1(JsonInput input) {
    return input.invalid(
        "it has the form of a Docker schema 1 manifest, which was given up in 2017 because it"
            + " cannot be verified: push the image again with a current tool");
  }
}
