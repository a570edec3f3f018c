package io.jcontainer.images.store;

import io.jcontainer.Digest;
import io.jcontainer.ImageStoreException;
import io.jcontainer.Platform;
import io.jcontainer.Reference;
import io.jcontainer.kernel.Descriptor;
import io.jcontainer.kernel.DirectoryEntry;
import io.jcontainer.kernel.FileStatus;
import io.jcontainer.kernel.O;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of the store: which images there are and how they are called. Readers never lock;
 * each record is one file that is replaced as a whole.
 */
final class Catalog {
  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

  /** The name of the image of this host; a digest in hexadecimal names all others. */
  static final String HOST = "host";

  /** Behind the name of an image that lost its last name while it was in use. */
  static final String UNNAMED = ".unnamed";

  /** DT_REG and DT_UNKNOWN of {@code getdents64(2)}. */
  private static final int FILE = 8;

  private static final int UNKNOWN = 0;

  private static final String IMAGE = "image";
  private static final int OWNER_FILE = 0600;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{128}");

  private final StoreDirectories store;
  private final StoreFiles files;

  Catalog(StoreDirectories store) {
    this.store = store;
    this.files = new StoreFiles(store.kernel());
  }

  Optional<ImageRecord> image(Digest digest) {
    return files
        .read(store.images(), digest.hex())
        .map(bytes -> ImageRecord.read(bytes, path(store.images(), digest.hex())));
  }

  /**
   * Puts a prepared record, which has to be durable, into its place. Its file is also what
   * everybody locks who uses the image: one that is in use is not replaced but written to, or
   * nobody would see that use any more.
   */
  void placeImage(Session session, String prepared, ImageRecord image) {
    String file = image.digest().hex();
    byte[] content = image.write();
    if (files.read(store.images(), file).filter(old -> Arrays.equals(old, content)).isPresent()) {
      files.remove(session.directory(), prepared);
      return;
    }
    FileStatus there = TreeAccess.status(store.kernel(), store.images(), file);
    if (there == null || !there.isRegular()) {
      files.place(session, prepared, store.images(), file);
      return;
    }
    Optional<LockFile> unused =
        LockFile.tryExclusiveOfExisting(store.kernel(), store.images(), file);
    try {
      if (unused.isPresent()) {
        files.place(session, prepared, store.images(), file);
      } else {
        files.overwrite(store.images(), file, content);
        files.remove(session.directory(), prepared);
      }
    } finally {
      unused.ifPresent(LockFile::close);
    }
  }

  /** The digests of all images that have a record, in hexadecimal. */
  List<String> images() {
    return records(store.images());
  }

  /** What else lies there is no record, and for a check of the store to tell. */
  List<String> records(Descriptor directory) {
    return store.kernel().list(directory).stream()
        .filter(entry -> entry.type() == FILE || entry.type() == UNKNOWN)
        .map(DirectoryEntry::name)
        .filter(Catalog::isDigest)
        .toList();
  }

  /** Whether a file is named by a digest in hexadecimal. */
  static boolean isDigest(String file) {
    return HEX.matcher(file).matches();
  }

  Optional<NameRecord> name(Reference reference, Platform platform) {
    return name(NameRecord.fileOf(reference, platform));
  }

  Optional<NameRecord> name(String file) {
    return files
        .read(store.names(), file)
        .map(bytes -> NameRecord.read(bytes, path(store.names(), file)));
  }

  /**
   * The names of the store.
   *
   * @param readable all that can be read
   * @param complete whether these are all
   */
  record Names(List<NameRecord> readable, boolean complete) {}

  /** All names; those that cannot be read are passed over with a warning. */
  Names names() {
    List<NameRecord> names = new ArrayList<>();
    boolean complete = true;
    for (String file : records(store.names())) {
      try {
        name(file).ifPresent(names::add);
      } catch (ImageStoreException e) {
        LOG.warn("a name of an image cannot be read: {}", e.getMessage());
        complete = false;
      }
    }
    return new Names(names, complete);
  }

  void writeName(Session session, NameRecord name) {
    files.write(session, store.names(), name.file(), name.write());
    files.remove(store.images(), name.image().hex() + UNNAMED);
  }

  void removeName(NameRecord name) {
    files.remove(store.names(), name.file());
  }

  /** The image of this host, as it was when last looked at. */
  Optional<Digest> host() {
    return files
        .read(store.names(), HOST)
        .map(bytes -> RecordText.read(bytes, path(store.names(), HOST)))
        .map(text -> Digest.parse(text.value(IMAGE)));
  }

  void writeHost(Session session, Digest image) {
    byte[] content = RecordText.write(List.of(new RecordText.Line(IMAGE, image.toString())));
    files.write(session, store.names(), HOST, content);
  }

  /** Remembers that an image goes when it is not in use any more. */
  void markUnnamed(String image) {
    int create = O.WRONLY | O.CREAT | O.NOFOLLOW;
    store.kernel().open(store.images(), image + UNNAMED, create, OWNER_FILE).close();
  }

  boolean isMarkedUnnamed(Digest image) {
    return TreeAccess.status(store.kernel(), store.images(), image.hex() + UNNAMED) != null;
  }

  void removeMark(String image) {
    files.remove(store.images(), image + UNNAMED);
  }

  private String path(Descriptor directory, String name) {
    Path parent = store.path().resolve(directory == store.images() ? "images" : "names");
    return parent.resolve(name).toString();
  }
}
