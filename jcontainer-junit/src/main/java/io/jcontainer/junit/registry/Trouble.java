package io.jcontainer.junit.registry;

/**
 * Something that is not well with a request, as the specification wants it told.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes">
 *     OCI distribution specification, error codes</a>
 */
final class Trouble extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  Trouble(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  static Trouble noBlob(String digest) {
    return new Trouble(404, "BLOB_UNKNOWN", "no blob " + digest);
  }

  static Trouble noManifest(String reference) {
    return new Trouble(404, "MANIFEST_UNKNOWN", "no manifest " + reference);
  }

  static Trouble noUpload() {
    return new Trouble(404, "BLOB_UPLOAD_UNKNOWN", "no such upload");
  }

  static Trouble badDigest(String digest) {
    return new Trouble(400, "DIGEST_INVALID", "not the digest of what was sent: " + digest);
  }
}
