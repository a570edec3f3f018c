package io.jcontainer.images.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jcontainer.Digest;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.model.Contents;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An OCI image layout that is read. */
public final class OciLayout implements ImageSource {
  /** The file that makes a directory a layout. */
  public static final String MARK = "oci-layout";

  /** The file that says which images there are. */
  public static final String INDEX = "index.json";

  /** The annotation with an image's name: of the layout specification. */
  public static final String REF_NAME = "org.opencontainers.image.ref.name";

  /** The annotation with an image's full name: of containerd, and of Docker since version 25. */
  public static final String FULL_NAME = "io.containerd.image.name";

  static final byte[] MARK_BYTES = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(UTF_8);

  private final FileSet files;

  /** A layout of these files, which stay the caller's to close. */
  public OciLayout(FileSet files) {
    this.files = files;
  }

  /** Whether these files are a layout. */
  public static boolean isLayout(FileSet files) {
    return files.size(MARK).isPresent() && files.size(INDEX).isPresent();
  }

  /** The mark that every layout has. */
  public static byte[] mark() {
    return MARK_BYTES.clone();
  }

  /** The path of a blob. */
  public static String path(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  /** The annotations that name an image in a layout. */
  public static Map<String, String> naming(String name) {
    return Map.of(REF_NAME, name, FULL_NAME, name);
  }

  /** The names that annotations give an image, the most exact one first. */
  public static List<String> names(Descriptor entry) {
    return List.of(FULL_NAME, REF_NAME).stream()
        .flatMap(key -> Optional.ofNullable(entry.annotations().get(key)).stream())
        .distinct()
        .toList();
  }

  /**
   * The images of the layout.
   *
   * @throws InvalidImageException if the index is damaged or of another version
   */
  public List<Descriptor> entries() {
    requireVersion();
    byte[] index = files.document(INDEX);
    return Contents.parse(
            index, Optional.of(DocumentType.OCI_INDEX.mediaType()), INDEX + " of " + name())
        .manifests();
  }

  private void requireVersion() {
    String part = MARK + " of " + name();
    String[] version = new String[1];
    JsonInput.parse(
        files.document(MARK),
        part,
        input -> {
          input.object(new Fields().with("imageLayoutVersion", in -> version[0] = in.text()));
          return input.required(version[0], "imageLayoutVersion");
        });
    if (!version[0].startsWith("1.")) {
      throw new InvalidImageException(
          part, "its layout has version " + version[0] + ", and 1 is known", null);
    }
  }

  @Override
  public String name() {
    return files.name();
  }

  @Override
  public VerifiedStream blob(Descriptor blob) {
    String part = "blob " + blob.digest() + " of " + name();
    InputStream in =
        files
            .open(path(blob.digest()))
            .orElseThrow(() -> new InvalidImageException(part, "it is missing", null));
    return new VerifiedStream(in, blob, part);
  }
}
