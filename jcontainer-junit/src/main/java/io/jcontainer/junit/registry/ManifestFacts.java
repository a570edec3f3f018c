package io.jcontainer.junit.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a registry wants to know of a manifest or an index: what it needs, and what it is about. */
final class ManifestFacts {
  private final List<String> blobs = new ArrayList<>();
  private final List<String> manifests = new ArrayList<>();
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private @Nullable String subject;
  private @Nullable String artifactType;
  private @Nullable String configType;
  private @Nullable String mediaType;

  private ManifestFacts() {}

  static ManifestFacts read(byte[] bytes) throws Trouble {
    ManifestFacts facts = new ManifestFacts();
    try (JsonParser in = Json.FACTORY.createParser(bytes)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new Trouble(400, "MANIFEST_INVALID", "it is no JSON object");
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        facts.field(name, in);
      }
      return facts;
    } catch (JsonProcessingException e) {
      throw new Trouble(400, "MANIFEST_INVALID", "it is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new Trouble(400, "MANIFEST_INVALID", "it cannot be read");
    }
  }

  private void field(String name, JsonParser in) throws IOException {
    switch (name) {
      case "mediaType" -> mediaType = in.getValueAsString();
      case "artifactType" -> artifactType = in.getValueAsString();
      case "subject" -> subject = pointer(in).get("digest");
      case "config" -> {
        Map<String, String> config = pointer(in);
        configType = config.get("mediaType");
        addDigest(config, blobs);
      }
      case "layers" -> pointers(in, blobs);
      case "manifests" -> pointers(in, manifests);
      case "annotations" -> annotations.putAll(pointer(in));
      default -> in.skipChildren();
    }
  }

  private static void pointers(JsonParser in, List<String> digests) throws IOException {
    if (in.currentToken() == JsonToken.START_ARRAY) {
      while (in.nextToken() == JsonToken.START_OBJECT) {
        addDigest(pointer(in), digests);
      }
    }
  }

  private static void addDigest(Map<String, String> pointer, List<String> digests) {
    String digest = pointer.get("digest");
    if (digest != null && !pointer.containsKey("urls")) {
      digests.add(digest);
    }
  }

  /** The fields of an object that are text; of others that they are there. */
  private static Map<String, String> pointer(JsonParser in) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return fields;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      fields.put(name, in.nextToken() == JsonToken.VALUE_STRING ? in.getText() : "");
      in.skipChildren();
    }
    return fields;
  }

  List<String> blobs() {
    return blobs;
  }

  List<String> manifests() {
    return manifests;
  }

  Map<String, String> annotations() {
    return annotations;
  }

  Optional<String> subject() {
    return Optional.ofNullable(subject);
  }

  Optional<String> mediaType() {
    return Optional.ofNullable(mediaType);
  }

  /** What the artifact is: of images, the type of their configuration. */
  Optional<String> artifactType() {
    return Optional.ofNullable(artifactType == null ? configType : artifactType);
  }
}
