package io.jcontainer.junit;

import io.jcontainer.ByteSize;
import io.jcontainer.CopySource;
import io.jcontainer.EntryAttributes;
import io.jcontainer.ImageSpec;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.LayerEntry;
import io.jcontainer.LayerSpec;
import io.jcontainer.junit.random.RandomBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * An image for tests that is of no use but to be pushed, pulled, saved and unpacked: layers of the
 * size and number that a test wants, with files that no compression makes smaller, directories and
 * links. The same seed and settings make the same image, today and on another machine. Immutable;
 * each {@code with} returns another.
 *
 * <p>Layer 2, say, has all of its files in {@code /layer-2}.
 *
 * {@snippet :
 * try (RegistryServer registry = RegistryServer.start()) {
 *   Image image = images.build(RandomImage.of(42).withLayers(3).spec());
 *   images.push(image, registry.reference("app:1"), PushOptions.defaults());
 * }
 * }
 *
 * @param seed of all that is in it
 * @param layers how many, at least 1
 * @param layerSize of the content of all files of a layer together
 * @param files regular files of each layer, at least 1
 */
public record RandomImage(long seed, int layers, ByteSize layerSize, int files) {
  private static final int FILES_OF_A_DIRECTORY = 4;

  /** Refuses an image of nothing. */
  public RandomImage {
    if (layers < 1 || files < 1) {
      throw new InvalidSpecException(
          "random image of " + layers + " layers with " + files + " files", "give 1 or more");
    }
  }

  /** One layer with 64 KiB in 8 files. */
  public static RandomImage of(long seed) {
    return new RandomImage(seed, 1, ByteSize.ofKiB(64), 8);
  }

  /** The same with so many layers. */
  public RandomImage withLayers(int count) {
    return new RandomImage(seed, count, layerSize, files);
  }

  /** The same with that much content in each layer; it is made when the image is, and streamed. */
  public RandomImage withLayerSize(ByteSize size) {
    return new RandomImage(seed, layers, size, files);
  }

  /** The same with so many regular files in each layer. */
  public RandomImage withFiles(int count) {
    return new RandomImage(seed, layers, layerSize, count);
  }

  /** What makes it; a name, a base or anything else can be added. */
  public ImageSpec spec() {
    ImageSpec spec = ImageSpec.fromScratch();
    for (int i = 1; i <= layers; i++) {
      spec = spec.withLayer(layer(i));
    }
    return spec.withConfig(config -> config.withLabel("random", Long.toString(seed)));
  }

  private LayerSpec layer(int number) {
    Random random = new Random(seed * 1_000_003 + number);
    String root = "/layer-" + number;
    EntryAttributes attributes = EntryAttributes.defaults();
    List<LayerEntry> entries = new ArrayList<>();
    long[] ends = ends(random);
    for (int i = 0; i < files; i++) {
      String directory = root + "/d" + i / FILES_OF_A_DIRECTORY;
      if (i % FILES_OF_A_DIRECTORY == 0) {
        entries.add(new LayerEntry.Directory(directory, attributes, false));
        entries.add(new LayerEntry.Link(directory + "/link", "f" + i, attributes));
      }
      CopySource content = RandomBytes.source(random.nextLong(), ends[i + 1] - ends[i]);
      entries.add(new LayerEntry.File(directory + "/f" + i, content, attributes));
    }
    return LayerSpec.of(entries).withCreatedBy("random " + seed + " layer " + number);
  }

  /** Where in all of a layer's content its files end; the first begins at 0. */
  private long[] ends(Random random) {
    long[] ends = new long[files + 1];
    for (int i = 1; i < files; i++) {
      ends[i] = (long) (random.nextDouble() * layerSize.bytes());
    }
    ends[files] = layerSize.bytes();
    Arrays.sort(ends);
    return ends;
  }
}
