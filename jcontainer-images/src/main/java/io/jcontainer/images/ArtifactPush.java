package io.jcontainer.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.Artifact;
import io.jcontainer.Artifact.Content;
import io.jcontainer.Digest;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Manifest;
import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageCopy;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.Document;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.DocumentWriter;
import io.jcontainer.images.registry.RegistryClient;
import io.jcontainer.images.registry.RegistrySink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Puts artifacts into registries. Contents are read twice, once for their digests, so that they
 * need not fit into memory.
 */
record ArtifactPush(RegistryClient client) {
  private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
  private static final int BUFFER = 256 << 10;

  /** Puts it under the tag of the target, if that has one. */
  Manifest push(Reference target, Artifact artifact) {
    return put(target, artifact, Optional.empty());
  }

  /** Puts it beside what the reference names. */
  Manifest attach(Reference about, Artifact artifact) {
    FetchedDocument subject = client.direct(about).document();
    Reference repository =
        new Reference(
            about.registry(), about.repository(), Optional.empty(), Optional.of(subject.digest()));
    return put(repository, artifact, Optional.of(subject.descriptor()));
  }

  private Manifest put(Reference target, Artifact artifact, Optional<Descriptor> subject) {
    Parts parts = new Parts(artifact);
    FetchedDocument document = parts.manifest(subject);
    if (subject.isEmpty()) {
      ImagePush.requireDigest(document.digest(), target);
    }
    RegistrySink sink = client.sink(target, List.of(), OptionalLong.empty());
    ImageCopy.copy(document, parts, sink);
    sink.tag(document);
    return ManifestView.of(document, parts.name());
  }

  /** The contents of one artifact by their digests. */
  private static final class Parts implements ImageSource {
    private static final byte[] NOTHING = "{}".getBytes(UTF_8);

    private final Artifact artifact;
    private final Map<Digest, Content> contents = new LinkedHashMap<>();
    private final List<Descriptor> layers = new ArrayList<>();
    private final Descriptor config;

    Parts(Artifact artifact) {
      this.artifact = artifact;
      for (Content content : artifact.contents()) {
        layers.add(descriptor(content));
      }
      if (layers.isEmpty()) {
        layers.add(nothing());
      }
      config = artifact.config().map(this::descriptor).orElseGet(Parts::nothing);
    }

    private static Descriptor nothing() {
      return Descriptor.of(EMPTY_TYPE, Digest.sha256(NOTHING), NOTHING.length);
    }

    private Descriptor descriptor(Content content) {
      MessageDigest hash = Digest.sha256(NOTHING).newMessageDigest();
      long size = 0;
      try (InputStream in = content.open()) {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          hash.update(buffer, 0, count);
          size += count;
        }
      } catch (IOException e) {
        throw unreadable(e);
      }
      Digest digest = new Digest("sha256", HexFormat.of().formatHex(hash.digest()));
      contents.put(digest, content);
      return Descriptor.of(content.mediaType(), digest, size)
          .withAnnotations(content.annotations());
    }

    FetchedDocument manifest(Optional<Descriptor> subject) {
      byte[] bytes =
          DocumentWriter.artifact(artifact.type(), config, layers, subject, artifact.annotations());
      if (bytes.length > Document.LARGEST) {
        throw new InvalidSpecException(
            name(),
            "its manifest has " + bytes.length + " bytes, and no registry takes over 4 MiB");
      }
      return new FetchedDocument(
          Digest.sha256(bytes),
          bytes,
          Optional.of(DocumentType.OCI_MANIFEST.mediaType()),
          "manifest of " + name());
    }

    @Override
    public String name() {
      return "artifact " + artifact.type();
    }

    @Override
    public VerifiedStream blob(Descriptor blob) {
      Content content = contents.get(blob.digest());
      try {
        InputStream in = content == null ? new ByteArrayInputStream(NOTHING) : content.open();
        return new VerifiedStream(in, blob, "content " + blob.digest() + " of " + name());
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    private InvalidSpecException unreadable(IOException e) {
      return new InvalidSpecException("content of " + name(), "it cannot be read: " + e, e);
    }
  }
}
