package io.jcontainer.images.unpack;

import io.jcontainer.kernel.PathBytes;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the headers in front of an entry say about it: a PAX header, GNU's long name and long link.
 * One of each at most, so that what they hold is bounded.
 */
final class ExtendedHeader {
  private static final String XATTR = "SCHILY.xattr.";

  private final LayerBlob blob;
  private boolean paxSeen;
  private @Nullable String longName;
  private @Nullable String longLink;
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, byte[]> xattrs = new HashMap<>();
  private @Nullable SparseMap sparsePairs;
  private @Nullable Long sparseOffset;

  ExtendedHeader(LayerBlob blob) {
    this.blob = blob;
  }

  /** Takes a PAX header's data in. */
  void addPax(byte[] data) {
    if (paxSeen) {
      throw blob.invalid("its archive has two extended headers for one entry", null);
    }
    paxSeen = true;
    for (PaxRecords.Entry record : PaxRecords.parse(data, blob)) {
      add(record);
    }
  }

  private void add(PaxRecords.Entry record) {
    String key = record.key();
    if (key.startsWith(XATTR)) {
      xattrs.put(key.substring(XATTR.length()), record.value());
      return;
    }
    switch (key) {
      case "GNU.sparse.offset" -> sparseOffset = decimal(key, record.text());
      case "GNU.sparse.numbytes" -> addSparsePair(decimal(key, record.text()));
      case "path",
          "linkpath",
          "size",
          "uid",
          "gid",
          "mtime",
          "atime",
          "GNU.sparse.major",
          "GNU.sparse.minor",
          "GNU.sparse.name",
          "GNU.sparse.realsize",
          "GNU.sparse.size",
          "GNU.sparse.map" ->
          putOrRemove(key, record.text());
      default -> {
        // names of users, comments and what other archivers keep for themselves
      }
    }
  }

  private void putOrRemove(String key, @Nullable String value) {
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  /** PAX sparse format 0.0: records in turn, whose order counts. */
  private void addSparsePair(@Nullable Long length) {
    Long offset = sparseOffset;
    if (offset == null || length == null) {
      throw blob.invalid("its archive has a malformed map of a sparse file", null);
    }
    SparseMap pairs = Objects.requireNonNullElseGet(sparsePairs, () -> new SparseMap(blob));
    pairs.add(offset, length);
    sparsePairs = pairs;
    sparseOffset = null;
  }

  /** Takes GNU's long name in: text that NUL ends. */
  void addLongName(byte[] data) {
    requireFirst(longName);
    longName = untilNul(data);
  }

  /** Takes GNU's long link target in. */
  void addLongLink(byte[] data) {
    requireFirst(longLink);
    longLink = untilNul(data);
  }

  private void requireFirst(@Nullable String earlier) {
    if (earlier != null) {
      throw blob.invalid("its archive has two long names for one entry", null);
    }
  }

  private static String untilNul(byte[] data) {
    int end = 0;
    while (end < data.length && data[end] != 0) {
      end++;
    }
    return PathBytes.decode(Arrays.copyOf(data, end));
  }

  /** Whether there is anything here that waits for its entry. */
  boolean isEmpty() {
    return !paxSeen && longName == null && longLink == null;
  }

  String name(TarHeader header) {
    String sparseName = values.get("GNU.sparse.name");
    if (sparseName != null) {
      return sparseName;
    }
    String path = longName == null ? values.get("path") : longName;
    return path == null ? header.name() : path;
  }

  String link(TarHeader header) {
    String path = longLink == null ? values.get("linkpath") : longLink;
    return path == null ? header.link() : path;
  }

  long size(TarHeader header) {
    Long size = decimal("size", values.get("size"));
    return size == null ? header.size() : size;
  }

  long uid(TarHeader header) {
    Long uid = decimal("uid", values.get("uid"));
    return uid == null ? header.uid() : uid;
  }

  long gid(TarHeader header) {
    Long gid = decimal("gid", values.get("gid"));
    return gid == null ? header.gid() : gid;
  }

  Instant modified(TarHeader header) {
    Instant time = time("mtime");
    return time == null ? ofSeconds(header.modifiedSeconds()) : time;
  }

  private Instant ofSeconds(long seconds) {
    if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
      throw blob.invalid("its archive has a modification time of " + seconds + " seconds", null);
    }
    return Instant.ofEpochSecond(seconds);
  }

  /** The time of the last read, or the other time where the archive does not say. */
  Instant accessed(Instant otherwise) {
    return Objects.requireNonNullElse(time("atime"), otherwise);
  }

  private @Nullable Instant time(String key) {
    String text = values.get(key);
    if (text == null) {
      return null;
    }
    return PaxTime.parse(text).orElseThrow(() -> notANumber(key));
  }

  Map<String, byte[]> xattrs() {
    return xattrs;
  }

  /** Whether this says that the file is sparse. */
  boolean isSparse() {
    return values.containsKey("GNU.sparse.major")
        || values.containsKey("GNU.sparse.map")
        || sparsePairs != null;
  }

  /** The size of a sparse file with its holes. */
  long sparseSize() {
    Long size = decimal("GNU.sparse.realsize", values.get("GNU.sparse.realsize"));
    if (size == null) {
      size = decimal("GNU.sparse.size", values.get("GNU.sparse.size"));
    }
    if (size == null) {
      throw notANumber("GNU.sparse.realsize");
    }
    return size;
  }

  /** Reads the map of a sparse file; returns the extents and consumes what precedes the data. */
  List<Extent> sparseExtents(long fileSize, long storedSize, TarInput input) throws IOException {
    String major = values.getOrDefault("GNU.sparse.major", "0");
    String minor = values.getOrDefault("GNU.sparse.minor", "0");
    SparseMap map = sparsePairs == null ? new SparseMap(blob) : sparsePairs;
    long dataSize = storedSize;
    String list = values.get("GNU.sparse.map");
    if (major.equals("1") && minor.equals("0")) {
      dataSize -= map.readLines(input);
    } else if (!major.equals("0")) {
      throw blob.invalid("its archive has a sparse file of format " + major + "." + minor, null);
    } else if (list != null) {
      map.parseList(list);
    }
    return map.extents(fileSize, dataSize);
  }

  private @Nullable Long decimal(String key, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return TarReader.decimal(text).orElseThrow(() -> notANumber(key));
  }

  private RuntimeException notANumber(String key) {
    return blob.invalid("its archive has an extended header whose " + key + " is no number", null);
  }
}
