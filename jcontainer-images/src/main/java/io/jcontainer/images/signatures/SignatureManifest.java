package io.jcontainer.images.signatures;

import io.jcontainer.Digest;
import io.jcontainer.Reference;
import io.jcontainer.images.json.JsonOutput;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where registries have signatures: a manifest under a tag that is made of the digest, with a layer
 * for each signature, whose bytes are what is signed.
 *
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign's
 *     specification, storage</a>
 */
public final class SignatureManifest {
  /** The media type of what is signed. */
  public static final String PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json";

  /** The annotation of a layer that holds the signature in base64. */
  public static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  /** The type of an artifact of signatures that refers to the image instead of having the tag. */
  public static final String ARTIFACT = "application/vnd.dev.cosign.artifact.sig.v1+json";

  /** The media type of the configuration, which means nothing. */
  public static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  private SignatureManifest() {}

  /** The tag under which the signatures of a document are. */
  public static Reference tag(Reference repository, Digest document) {
    return new Reference(
        repository.registry(),
        repository.repository(),
        Optional.of(document.algorithm() + "-" + document.hex() + ".sig"),
        Optional.empty());
  }

  /**
   * Whether an artifact's type is that of signatures of another kind: bundles of Sigstore, which
   * may be without a key, and those of the Notary Project.
   */
  public static boolean isOtherSignature(String artifactType) {
    return artifactType.startsWith("application/vnd.dev.sigstore.bundle")
        || artifactType.equals("application/vnd.cncf.notary.signature");
  }

  /** Whether two layers are one signature. */
  public static boolean isSame(Descriptor one, Descriptor other) {
    return one.digest().equals(other.digest())
        && Optional.ofNullable(one.annotations().get(SIGNATURE))
            .equals(Optional.ofNullable(other.annotations().get(SIGNATURE)));
  }

  /** The layer for a signature. */
  public static Descriptor layer(byte[] payload, String signature) {
    return Descriptor.of(PAYLOAD, Digest.sha256(payload), payload.length)
        .withAnnotations(Map.of(SIGNATURE, signature));
  }

  /** The configuration of a manifest with these layers. */
  public static byte[] config(List<Descriptor> layers) {
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeStringField("architecture", "");
          out.writeStringField("os", "");
          out.writeObjectFieldStart("config");
          out.writeEndObject();
          out.writeObjectFieldStart("rootfs");
          out.writeStringField("type", "layers");
          out.writeArrayFieldStart("diff_ids");
          for (Descriptor layer : layers) {
            out.writeString(layer.digest().toString());
          }
          out.writeEndArray();
          out.writeEndObject();
          out.writeEndObject();
        });
  }

  /** A manifest with these layers, in OCI's form. */
  public static byte[] manifest(byte[] config, List<Descriptor> layers) {
    return DocumentWriter.manifest(
        Descriptor.of(CONFIG, Digest.sha256(config), config.length),
        new ArrayList<>(layers),
        Map.of());
  }
}
