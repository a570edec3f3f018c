package io.jcontainer.images.registry;

import io.jcontainer.Digest;
import io.jcontainer.ImageNotFoundException;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.json.JsonOutput;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes down what is about a manifest, for registries that do not: in the index under the tag that
 * stands for it. Two that do so at the same moment can lose an entry, which the specification
 * accepts: a registry has no way to change a tag only if it is still what it was.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject">
 *     OCI distribution specification, pushing manifests with subject</a>
 */
final class ReferrersTag {
  private final ManifestGet manifestGet;
  private final ManifestPut manifestPut;

  ReferrersTag(ManifestGet manifestGet, ManifestPut manifestPut) {
    this.manifestGet = manifestGet;
    this.manifestPut = manifestPut;
  }

  /** The tag that stands for a manifest of that repository. */
  static Reference of(Reference repository, Digest subject) {
    return new Reference(
        repository.registry(),
        repository.repository(),
        Optional.of(subject.algorithm() + "-" + subject.hex()),
        Optional.empty());
  }

  /** Adds a document to those that are about its subject, unless it is among them. */
  void add(Reference repository, FetchedDocument document, Digest subject) {
    Reference tag = of(repository, subject);
    List<byte[]> entries = new ArrayList<>();
    try {
      entries.addAll(entries(manifestGet.get(tag)));
    } catch (ImageNotFoundException e) {
      // this is the first
    }
    for (byte[] entry : entries) {
      if (Descriptor.parse(entry, "an entry of " + tag).digest().equals(document.digest())) {
        return;
      }
    }
    entries.add(entry(document));
    byte[] index = index(entries);
    manifestPut.put(
        tag,
        tag.tag().orElseThrow(),
        new FetchedDocument(
            Digest.sha256(index),
            index,
            Optional.of(DocumentType.OCI_INDEX.mediaType()),
            "referrers of " + subject));
  }

  private static List<byte[]> entries(FetchedDocument index) {
    List<byte[]> entries = new ArrayList<>();
    return JsonInput.parse(
        index.bytes(),
        "index of referrers " + index.digest(),
        input -> {
          input.object(
              new Fields().with("manifests", in -> entries.addAll(in.list(JsonInput::raw))));
          return entries;
        });
  }

  private static byte[] entry(FetchedDocument document) {
    Contents contents = document.contents();
    Optional<String> type =
        contents.artifactType().or(() -> contents.config().map(Descriptor::mediaType));
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeStringField("mediaType", document.mediaType());
          out.writeStringField("digest", document.digest().toString());
          out.writeNumberField("size", document.size());
          if (type.isPresent()) {
            out.writeStringField("artifactType", type.get());
          }
          JsonOutput.textMap(out, "annotations", contents.annotations());
          out.writeEndObject();
        });
  }

  private static byte[] index(List<byte[]> entries) {
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeNumberField("schemaVersion", 2);
          out.writeStringField("mediaType", DocumentType.OCI_INDEX.mediaType());
          out.writeArrayFieldStart("manifests");
          for (byte[] entry : entries) {
            JsonOutput.raw(out, entry);
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }
}
