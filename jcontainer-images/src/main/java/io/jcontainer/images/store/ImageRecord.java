package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.images.model.DocumentType;
import io.jcontainer.spi.RootFilesystem.HostTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An image that the store has completely: what it is made of. Or an index, of documents and layers
 * as they came. It is written last, so that what it names is there.
 *
 * @param digest of the manifest, or of the list of what a host image shows
 * @param type media type of that document
 * @param blobs documents of the image, besides the one above
 * @param layers directories of its layers, lowest first
 * @param trees directories of the host that are shown over the layers
 * @param archives its layers as they are in registries; the store has them or not
 * @param size of its layers as stored in the registry, in bytes
 */
public record ImageRecord(
    Digest digest,
    String type,
    List<Digest> blobs,
    List<LayerName> layers,
    List<HostTree> trees,
    List<Digest> archives,
    long size) {
  private static final String DIGEST = "digest";
  private static final String TYPE = "type";
  private static final String BLOB = "blob";
  private static final String LAYER = "layer";
  private static final String TREE_HOST = "tree-host";
  private static final String TREE_TARGET = "tree-target";
  private static final String ARCHIVE = "archive";
  private static final String SIZE = "size";

  /** Copies the lists. */
  public ImageRecord {
    blobs = List.copyOf(blobs);
    layers = List.copyOf(layers);
    trees = List.copyOf(trees);
    archives = List.copyOf(archives);
  }

  /** All documents of the image, its manifest first. */
  public List<Digest> documents() {
    return Stream.concat(Stream.of(digest), blobs.stream()).distinct().toList();
  }

  /** Whether it is an index, which has no configuration and nothing unpacked. */
  public boolean isIndex() {
    return DocumentType.of(type).filter(DocumentType::isIndex).isPresent();
  }

  byte[] write() {
    List<RecordText.Line> lines = new ArrayList<>();
    lines.add(new RecordText.Line(DIGEST, digest.toString()));
    lines.add(new RecordText.Line(TYPE, type));
    blobs.forEach(blob -> lines.add(new RecordText.Line(BLOB, blob.toString())));
    layers.forEach(layer -> lines.add(new RecordText.Line(LAYER, layer.directory())));
    for (HostTree tree : trees) {
      lines.add(new RecordText.Line(TREE_HOST, tree.host().toString()));
      lines.add(new RecordText.Line(TREE_TARGET, tree.target()));
    }
    archives.forEach(archive -> lines.add(new RecordText.Line(ARCHIVE, archive.toString())));
    lines.add(new RecordText.Line(SIZE, Long.toString(size)));
    return RecordText.write(lines);
  }

  static ImageRecord read(byte[] bytes, String file) {
    RecordText text = RecordText.read(bytes, file);
    List<String> hosts = text.values(TREE_HOST);
    List<String> targets = text.values(TREE_TARGET);
    if (hosts.size() != targets.size()) {
      throw RecordText.damaged(file, "its trees have no targets");
    }
    List<HostTree> trees = new ArrayList<>();
    for (int i = 0; i < hosts.size(); i++) {
      trees.add(new HostTree(Path.of(hosts.get(i)), targets.get(i)));
    }
    try {
      return new ImageRecord(
          Digest.parse(text.value(DIGEST)),
          text.value(TYPE),
          text.values(BLOB).stream().map(Digest::parse).toList(),
          text.values(LAYER).stream().map(LayerName::new).toList(),
          trees,
          text.values(ARCHIVE).stream().map(Digest::parse).toList(),
          Long.parseLong(text.value(SIZE)));
    } catch (InvalidSpecException | IllegalArgumentException e) {
      throw RecordText.damaged(file, String.valueOf(e.getMessage()));
    }
  }
}
