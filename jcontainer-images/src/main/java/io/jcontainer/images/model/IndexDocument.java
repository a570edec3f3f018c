package io.jcontainer.images.model;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jcontainer.ByteSize;
import io.jcontainer.Digest;
import io.jcontainer.ImageIndex;
import io.jcontainer.IndexEntry;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.json.JsonOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An index as its authors see it: with everything that an entry says, be it of use here or not.
 * What is decided by, is read by {@link Document}.
 */
public final class IndexDocument {
  private static final String PLATFORM = "platform";
  private static final String OS_VERSION = "os.version";
  private static final String OS_FEATURES = "os.features";
  private static final String ARTIFACT_TYPE = "artifactType";
  private static final String ANNOTATIONS = "annotations";

  private IndexDocument() {}

  /**
   * Reads the bytes of an index, which have been parsed as one before.
   *
   * @param origin where its entries are to be had
   * @param part what the bytes are, for messages
   * @throws io.jcontainer.InvalidImageException if they are no index
   */
  public static ImageIndex read(byte[] bytes, Optional<Reference> origin, String part) {
    return JsonInput.parse(bytes, part, input -> new Parts(origin).read(input));
  }

  /** The bytes of an index; the same index is always the same bytes. */
  public static byte[] write(ImageIndex index) {
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeNumberField("schemaVersion", 2);
          out.writeStringField("mediaType", DocumentType.OCI_INDEX.mediaType());
          out.writeArrayFieldStart("manifests");
          for (IndexEntry entry : index.entries()) {
            write(out, entry);
          }
          out.writeEndArray();
          JsonOutput.textMap(out, ANNOTATIONS, index.annotations());
          out.writeEndObject();
        });
  }

  private static void write(JsonGenerator out, IndexEntry entry) throws IOException {
    out.writeStartObject();
    out.writeStringField("mediaType", entry.mediaType());
    out.writeStringField("digest", entry.digest().toString());
    out.writeNumberField("size", entry.size().bytes());
    if (entry.platform().isPresent()) {
      write(out, entry.platform().get(), entry);
    }
    writeIfAny(out, ARTIFACT_TYPE, entry.artifactType());
    JsonOutput.textMap(out, ANNOTATIONS, entry.annotations());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Platform platform, IndexEntry entry)
      throws IOException {
    out.writeObjectFieldStart(PLATFORM);
    out.writeStringField("architecture", platform.architecture());
    out.writeStringField("os", platform.os());
    writeIfAny(out, OS_VERSION, entry.osVersion());
    if (!entry.osFeatures().isEmpty()) {
      out.writeArrayFieldStart(OS_FEATURES);
      for (String feature : entry.osFeatures()) {
        out.writeString(feature);
      }
      out.writeEndArray();
    }
    writeIfAny(out, "variant", platform.variant());
    out.writeEndObject();
  }

  private static void writeIfAny(JsonGenerator out, String field, String text) throws IOException {
    if (!text.isEmpty()) {
      out.writeStringField(field, text);
    }
  }

  /** What has been seen of an index so far. */
  private static final class Parts {
    private final Optional<Reference> origin;
    private @Nullable List<IndexEntry> entries;
    private Map<String, String> annotations = Map.of();

    Parts(Optional<Reference> origin) {
      this.origin = origin;
    }

    ImageIndex read(JsonInput input) throws IOException {
      input.object(
          new Fields()
              .with("manifests", in -> entries = in.list(each -> new Entry().read(each, origin)))
              .with(ANNOTATIONS, in -> annotations = in.textMap()));
      return new ImageIndex(input.required(entries, "manifests"), annotations);
    }
  }

  /** What has been seen of an entry so far. */
  private static final class Entry {
    private @Nullable String mediaType;
    private @Nullable Digest digest;
    private @Nullable Long size;
    private @Nullable Platform platform;
    private String osVersion = "";
    private List<String> osFeatures = List.of();
    private String artifactType = "";
    private Map<String, String> annotations = Map.of();

    IndexEntry read(JsonInput input, Optional<Reference> origin) throws IOException {
      input.object(
          new Fields()
              .with("mediaType", in -> mediaType = in.text())
              .with("digest", in -> digest = in.digest())
              .with("size", in -> size = Descriptor.size(in))
              .with(PLATFORM, in -> platform = platform(in))
              .with(ARTIFACT_TYPE, in -> artifactType = in.text())
              .with(ANNOTATIONS, in -> annotations = in.textMap()));
      return new IndexEntry(
          input.required(digest, "digest"),
          input.required(mediaType, "mediaType"),
          ByteSize.ofBytes(input.required(size, "size")),
          Optional.ofNullable(platform),
          osVersion,
          osFeatures,
          artifactType,
          annotations,
          origin);
    }

    private Platform platform(JsonInput input) throws IOException {
      Descriptor.PlatformFields fields = new Descriptor.PlatformFields();
      input.object(
          fields
              .addTo(new Fields())
              .with(OS_VERSION, in -> osVersion = in.text())
              .with(OS_FEATURES, in -> osFeatures = in.list(JsonInput::text)));
      return fields.platform(input);
    }
  }
}
