package io.jcontainer.images.model;

/** Documents as registries and tools send them, small and without any surprise. */
final class Samples {
  static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
  static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

  static final String A = "sha256:" + "a".repeat(64);
  static final String B = "sha256:" + "b".repeat(64);
  static final String C = "sha256:" + "c".repeat(64);

  private Samples() {}

  static String descriptor(String mediaType, String digest, long size) {
    return """
    {"mediaType":"%s","digest":"%s","size":%d}\
    """
        .formatted(mediaType, digest, size);
  }

  static String ociManifest() {
    return """
    {"schemaVersion":2,"mediaType":"%s",
     "config":%s,
     "layers":[%s,%s],
     "annotations":{"org.opencontainers.image.created":"2026-01-01T00:00:00Z","k":"v"}}\
    """
        .formatted(
            OCI_MANIFEST,
            descriptor(OCI_CONFIG, A, 1000),
            descriptor(OCI_LAYER, B, 2000),
            descriptor("application/vnd.oci.image.layer.v1.tar+zstd", C, 3000));
  }

  static String dockerManifest() {
    return """
    {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}\
    """
        .formatted(
            DOCKER_MANIFEST, descriptor(DOCKER_CONFIG, A, 1000), descriptor(DOCKER_LAYER, B, 2000));
  }

  static String entry(String digest, String os, String architecture, String variant) {
    String last = variant.isEmpty() ? "" : ",\"variant\":\"" + variant + "\"";
    return """
    {"mediaType":"%s","digest":"%s","size":500,
     "platform":{"os":"%s","architecture":"%s"%s}}\
    """
        .formatted(OCI_MANIFEST, digest, os, architecture, last);
  }

  static String index(String mediaType, String... entries) {
    return """
    {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}\
    """
        .formatted(mediaType, String.join(",", entries));
  }

  /** As current build tools write it, with an attestation beside each image. */
  static String ociIndex() {
    String attestation =
        """
        {"mediaType":"%s","digest":"%s","size":600,
         "annotations":{"vnd.docker.reference.type":"attestation-manifest",
                        "vnd.docker.reference.digest":"%s"},
         "platform":{"os":"unknown","architecture":"unknown"}}\
        """
            .formatted(OCI_MANIFEST, C, A);
    return index(
        OCI_INDEX, entry(A, "linux", "amd64", ""), entry(B, "linux", "arm64", "v8"), attestation);
  }

  static String dockerList() {
    return index(DOCKER_LIST, entry(A, "linux", "amd64", ""), entry(B, "windows", "amd64", ""))
        .replace(OCI_MANIFEST, DOCKER_MANIFEST);
  }

  static String config() {
    return """
    {"architecture":"arm64","os":"linux","variant":"v8","created":"2026-01-01T00:00:00Z",
     "author":"somebody","container_config":{"Cmd":["ignored"]},"docker_version":"27.0",
     "config":{
       "Hostname":"","Image":"sha256:x","OnBuild":null,"ArgsEscaped":true,
       "User":"1000:1000","ExposedPorts":{"6379/tcp":{},"53/udp":{}},
       "Env":["PATH=/usr/bin:/bin","EMPTY=","A=b=c"],
       "Entrypoint":["/entry","-x"],"Cmd":["serve"],
       "Volumes":{"/data":{}},"WorkingDir":"/work",
       "Labels":{"maintainer":"m","io.jcontainer.run":"evil"},"StopSignal":"SIGQUIT"},
     "rootfs":{"type":"layers","diff_ids":["%s","%s"]},
     "history":[{"created_by":"a"},{"created_by":"b","empty_layer":true}]}\
    """
        .formatted(B, C);
  }
}
