package io.jcontainer.images.store;

import io.jcontainer.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a layer's directory in the store.
 *
 * <p>Most layers are a function of their archive alone, and are kept once under their diff id. One
 * that needed the layers below to be unpacked is right over these only: its name is their chain id.
 *
 * @param directory a single path part
 */
public record LayerName(String directory) {
  private static final String OVER = "over-";
  private static final String HOST = "host-";
  private static final String ROOT = "root-";
  private static final Pattern FORM =
      Pattern.compile("(?:" + OVER + "|" + HOST + "|" + ROOT + ")?(?:[0-9a-f]{64}|[0-9a-f]{128})");

  /** Refuses what is no name of a layer. */
  public LayerName {
    if (!isName(directory)) {
      throw new IllegalArgumentException("no layer is named " + directory);
    }
  }

  /** Whether a directory can be that of a layer. */
  static boolean isName(String directory) {
    return FORM.matcher(directory).matches();
  }

  /** Of a layer that is the same over any others. */
  public static LayerName alone(Digest diffId) {
    return new LayerName(diffId.hex());
  }

  /** Of a layer that is right over the others of its chain. */
  public static LayerName over(Digest chainId) {
    return new LayerName(OVER + chainId.hex());
  }

  /** Of the layer beneath the directories of a host. */
  public static LayerName ofHost(Digest listing) {
    return new LayerName(HOST + listing.hex());
  }

  /** Of a layer that is nothing but a root directory. */
  public static LayerName ofRoot(Digest attributes) {
    return new LayerName(ROOT + attributes.hex());
  }

  /**
   * The chain id of each layer: it says which layers are below and that it is this one on top.
   *
   * @param diffIds lowest first
   * @see <a
   *     href="https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid">OCI
   *     image specification, layer ChainID</a>
   */
  public static List<Digest> chainIds(List<Digest> diffIds) {
    List<Digest> chain = new ArrayList<>(diffIds.size());
    for (Digest diffId : diffIds) {
      chain.add(
          chain.isEmpty()
              ? diffId
              : Digest.sha256(
                  (chain.getLast() + " " + diffId).getBytes(StandardCharsets.US_ASCII)));
    }
    return List.copyOf(chain);
  }

  @Override
  public String toString() {
    return directory;
  }
}
