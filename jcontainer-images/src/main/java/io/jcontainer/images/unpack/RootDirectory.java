package io.jcontainer.images.unpack;

import io.jcontainer.Digest;
import io.jcontainer.images.store.StoreFailure;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.KernelException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The root directory of an image. Overlayfs shows the one of the uppermost layer; but the archives
 * of most layers do not mention it, and then it is still what a layer below says. Such an image
 * gets a layer of its own on top, with nothing in it.
 */
public final class RootDirectory {
  /**
   * The time of a root directory that the layer's archive does not mention: it tells one from a
   * root that is mentioned and happens to be the usual one.
   */
  private static final Instant UNMENTIONED = Instant.ofEpochSecond(0, 1);

  private final Kernel kernel;
  private final Attributes attributes;

  private RootDirectory(Kernel kernel, Attributes attributes) {
    this.kernel = kernel;
    this.attributes = attributes;
  }

  /** Of a layer, until an entry mentions it. */
  static Attributes unmentioned() {
    Attributes usual = Attributes.ofUnmentionedDirectory();
    return new Attributes(
        usual.mode(), usual.uid(), usual.gid(), UNMENTIONED, UNMENTIONED, usual.xattrs());
  }

  /**
   * What the root directory has to be, or empty if the uppermost layer has it right.
   *
   * @param layers their root directories, uppermost first
   */
  public static Optional<RootDirectory> inherited(Kernel kernel, List<Fd> layers) {
    try {
      AttributeReader reader = new AttributeReader(kernel);
      for (Fd layer : layers) {
        Attributes root = reader.readDirectory(layer);
        if (!root.modified().equals(UNMENTIONED)) {
          boolean isShown = layer == layers.getFirst() || isUsual(root);
          return isShown ? Optional.empty() : Optional.of(new RootDirectory(kernel, root));
        }
      }
      return Optional.empty();
    } catch (KernelException e) {
      throw StoreFailure.of("cannot read the root directory of a layer", e);
    }
  }

  private static boolean isUsual(Attributes root) {
    Attributes usual = Attributes.ofUnmentionedDirectory();
    return root.mode() == usual.mode()
        && root.uid() == usual.uid()
        && root.gid() == usual.gid()
        && root.xattrs().isEmpty();
  }

  /** Names what the directory is like. */
  public Digest digest() {
    StringBuilder text = new StringBuilder();
    text.append(Integer.toOctalString(attributes.mode()))
        .append(' ')
        .append(attributes.uid())
        .append(' ')
        .append(attributes.gid())
        .append(' ')
        .append(attributes.modified());
    new TreeMap<>(attributes.xattrs())
        .forEach(
            (name, value) ->
                text.append('\n').append(name).append(' ').append(HexFormat.of().formatHex(value)));
    return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Gives an empty directory the attributes of this one. */
  public void write(Fd directory) {
    try {
      new AttributeWriter(kernel, 0).completeDirectory(directory, attributes);
    } catch (KernelException e) {
      throw StoreFailure.of("cannot make the root directory of an image", e);
    }
  }
}
