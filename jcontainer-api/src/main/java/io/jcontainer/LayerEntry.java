package io.jcontainer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One thing in a layer that is to be made; see {@link LayerSpec}. Its path is absolute, in the
 * image.
 */
public sealed interface LayerEntry {
  /** Where in the image; {@code /} is the root directory. */
  String path();

  /**
   * A regular file.
   *
   * @param source content, or a regular file of the host; it is read when the image is made
   */
  record File(String path, CopySource source, EntryAttributes attributes) implements LayerEntry {
    /** Refuses a path that no file can have, and a tar stream. */
    public File {
      LayerEntry.checkBelowRoot("file", path);
      Objects.requireNonNull(attributes);
      if (source instanceof CopySource.Tar) {
        throw new InvalidSpecException(
            "content of " + Text.printable(path),
            "a tar stream is not one file: write it to a file, and take LayerSpec.ofTar");
      }
    }
  }

  /**
   * A directory of the host with all that is in it. Symbolic links in it are links, wherever they
   * lead, and none is followed. Extended attributes are left out, and names of one file become
   * files.
   *
   * @param directory made absolute; it is read when the image is made
   * @param attributes of all that is in it and of the directory itself, which is left alone if it
   *     is the root of the image
   */
  record Tree(String path, Path directory, EntryAttributes attributes) implements LayerEntry {
    /** Makes the directory's path absolute. */
    public Tree {
      LayerEntry.check("tree", path);
      Objects.requireNonNull(attributes);
      directory = directory.toAbsolutePath();
    }
  }

  /**
   * A directory. Those above a file need not be named: they are what they are in the layers below,
   * or else root's with mode 0755.
   *
   * @param opaque whether what the layers below have in it is gone
   */
  record Directory(String path, EntryAttributes attributes, boolean opaque) implements LayerEntry {
    /** Refuses a path that no directory can have. */
    public Directory {
      LayerEntry.check("directory", path);
      Objects.requireNonNull(attributes);
      if (opaque && path.equals("/")) {
        throw new InvalidSpecException(
            "directory /", "nothing of the layers below would be left: take ImageSpec.fromScratch");
      }
    }
  }

  /**
   * A symbolic link.
   *
   * @param target as it is written in the link; it need not exist
   */
  record Link(String path, String target, EntryAttributes attributes) implements LayerEntry {
    private static final int LONGEST_TARGET = 4095;

    /** Refuses a target that no link can have. */
    public Link {
      LayerEntry.checkBelowRoot("link", path);
      Objects.requireNonNull(attributes);
      if (target.isEmpty()
          || target.indexOf('\0') >= 0
          || target.getBytes(StandardCharsets.UTF_8).length > LONGEST_TARGET) {
        throw new InvalidSpecException(
            "target \"" + Text.printable(target) + "\" of link " + Text.printable(path),
            "write 1 to " + LONGEST_TARGET + " bytes without NUL");
      }
    }
  }

  /**
   * One more name of a regular file.
   *
   * @param target absolute path of the file, in this layer or in one below
   */
  record HardLink(String path, String target) implements LayerEntry {
    /** Refuses paths that no file can have. */
    public HardLink {
      LayerEntry.checkBelowRoot("hard link", path);
      LayerEntry.checkBelowRoot("target of hard link " + Text.printable(path), target);
      if (path.equals(target)) {
        throw new InvalidSpecException(
            "hard link \"" + Text.printable(path) + "\"", "it is its own target");
      }
    }
  }

  /** What the layers below have at that path is gone: a file, or a directory with all in it. */
  record Removal(String path) implements LayerEntry {
    /** Refuses a path that nothing can have. */
    public Removal {
      LayerEntry.checkBelowRoot("removed path", path);
    }
  }

  private static void checkBelowRoot(String what, String path) {
    check(what, path);
    if (path.equals("/")) {
      throw new InvalidSpecException(what + " \"/\"", "that is the root directory");
    }
  }

  private static void check(String what, String path) {
    AbsolutePath.check(what, path);
    String named = what + " \"" + Text.printable(path) + "\"";
    String[] parts = path.substring(1).split("/", -1);
    for (String part : parts) {
      if (part.startsWith(".wh.")) {
        throw new InvalidSpecException(
            named,
            "in a layer, a name that begins with .wh. removes another: take LayerSpec.without to"
                + " remove, or another name");
      }
      if (part.getBytes(StandardCharsets.UTF_8).length > 255) {
        throw new InvalidSpecException(named, "no name has more than 255 bytes");
      }
    }
    if (parts.length > 255 || path.getBytes(StandardCharsets.UTF_8).length > 4095) {
      throw new InvalidSpecException(named, "write at most 4095 bytes and 255 directories");
    }
  }
}
