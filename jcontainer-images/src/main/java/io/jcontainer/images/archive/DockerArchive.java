package io.jcontainer.images.archive;

import io.jcontainer.Digest;
import io.jcontainer.ImageArchiveException;
import io.jcontainer.InvalidImageException;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.content.VerifiedStream;
import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import io.jcontainer.images.layout.FileSet;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.model.Descriptor;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.images.model.DocumentWriter;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An archive as {@code docker save} wrote it before it was an OCI layout, too: {@code
 * manifest.json} says which files are the configuration and the layers of which image. Manifests
 * are made here.
 *
 * @see <a href="https://github.com/moby/docker-image-spec/blob/main/v1.2.md">Docker image
 *     specification 1.2, combined image JSON and file system changeset format</a>
 */
public final class DockerArchive implements ImageSource {
  /** The file that lists the images. */
  public static final String INDEX = "manifest.json";

  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final int BUFFER = 256 << 10;

  /**
   * One image of the archive.
   *
   * @param manifest made here
   * @param names as the archive gives them, not yet checked
   */
  public record Entry(FetchedDocument manifest, List<String> names) {}

  private record Listed(String config, List<String> names, List<String> layers) {}

  private final FileSet files;
  private final Map<Digest, String> paths = new HashMap<>();

  /** An archive of these files, which stay the caller's to close. */
  public DockerArchive(FileSet files) {
    this.files = files;
  }

  /** Whether these files are such an archive. */
  public static boolean isArchive(FileSet files) {
    return files.size(INDEX).isPresent();
  }

  /**
   * The images of the archive.
   *
   * @throws InvalidImageException if it is damaged
   */
  public List<Entry> entries() {
    String part = INDEX + " of " + name();
    List<Listed> listed =
        JsonInput.parse(files.document(INDEX), part, input -> input.list(DockerArchive::listed));
    return listed.stream().map(this::entry).toList();
  }

  private static Listed listed(JsonInput input) throws IOException {
    @Nullable String[] config = new String[1];
    List<String> names = new ArrayList<>();
    List<String> layers = new ArrayList<>();
    input.object(
        new Fields()
            .with("Config", in -> config[0] = in.text())
            .with("RepoTags", in -> names.addAll(in.list(JsonInput::text)))
            .with("Layers", in -> layers.addAll(in.list(JsonInput::text))));
    return new Listed(input.required(config[0], "Config"), names, layers);
  }

  private Entry entry(Listed listed) {
    byte[] bytes = files.document(listed.config());
    Digest digest = Digest.sha256(bytes);
    paths.put(digest, listed.config());
    String part = "configuration " + listed.config() + " of " + name();
    List<Digest> diffIds = ConfigFile.parse(bytes, part).config().diffIds();
    if (diffIds.size() != listed.layers().size()) {
      throw new InvalidImageException(
          part,
          "it has "
              + diffIds.size()
              + " diff ids, and "
              + INDEX
              + " names "
              + listed.layers().size()
              + " layers",
          null);
    }
    List<Descriptor> layers = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      layers.add(layer(listed.layers().get(i), diffIds.get(i)));
    }
    byte[] manifest =
        DocumentWriter.manifest(Descriptor.of(CONFIG, digest, bytes.length), layers, Map.of());
    return new Entry(
        new FetchedDocument(
            Digest.sha256(manifest),
            manifest,
            Optional.of(DocumentType.OCI_MANIFEST.mediaType()),
            "manifest of " + name()),
        List.copyOf(listed.names()));
  }

  /** What is not compressed has its diff id as its digest; the rest is hashed. */
  private Descriptor layer(String path, Digest diffId) {
    long size =
        files
            .size(path)
            .orElseThrow(() -> new InvalidImageException(name(), "it has no file " + path, null));
    try (InputStream in = files.open(path).orElseThrow()) {
      byte[] magic = in.readNBytes(4);
      String compression = compression(magic);
      Digest digest = compression.isEmpty() ? diffId : digest(magic, in);
      paths.put(digest, path);
      return Descriptor.of(LAYER + compression, digest, size);
    } catch (IOException e) {
      throw ImageArchiveException.reading(path + " of " + name(), e);
    }
  }

  private static String compression(byte[] magic) {
    if (magic.length > 1 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
      return "+gzip";
    }
    boolean zstd =
        magic.length > 3
            && magic[0] == 0x28
            && magic[1] == (byte) 0xb5
            && magic[2] == 0x2f
            && magic[3] == (byte) 0xfd;
    return zstd ? "+zstd" : "";
  }

  private static Digest digest(byte[] start, InputStream rest) throws IOException {
    MessageDigest hash = Digest.sha256(new byte[0]).newMessageDigest();
    hash.update(start);
    byte[] buffer = new byte[BUFFER];
    for (int count = rest.read(buffer); count >= 0; count = rest.read(buffer)) {
      hash.update(buffer, 0, count);
    }
    return new Digest("sha256", HexFormat.of().formatHex(hash.digest()));
  }

  @Override
  public String name() {
    return files.name();
  }

  @Override
  public VerifiedStream blob(Descriptor blob) {
    String part = "blob " + blob.digest() + " of " + name();
    InputStream in =
        Optional.ofNullable(paths.get(blob.digest()))
            .flatMap(files::open)
            .orElseThrow(() -> new InvalidImageException(part, "it is missing", null));
    return new VerifiedStream(in, blob, part);
  }
}
