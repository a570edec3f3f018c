package io.jcontainer.images.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jcontainer.images.testing.Merged;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.images.testing.Umoci;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our layers, merged by overlayfs, against umoci, which unpacks one over the other. */
@Requires({Requirement.ROOT, Requirement.OVERLAY, Requirement.UMOCI})
class UmociComparisonTest {
  private static final int IMAGES = Integer.getInteger("umoci.images", 60);

  @RegisterExtension final Scratch temp = new Scratch();

  @Test
  void anyLayersMergeToWhatUmociMakesOfThem() throws IOException {
    Umoci umoci = new Umoci(Files.createDirectory(temp.resolve("umoci")));
    int compared = 0;
    for (long seed = Long.getLong("umoci.seed", 1); compared < IMAGES; seed++) {
      List<Tar> layers = new RandomLayers(seed).next();
      Optional<Map<String, String>> theirs =
          umoci.listing(layers.stream().map(Tar::bytes).toList());
      if (theirs.isEmpty()) {
        continue;
      }
      Unpacking unpacking = new Unpacking(Files.createDirectory(temp.resolve("seed" + seed)));
      assertThatCode(() -> layers.forEach(unpacking::layer))
          .as("seed %d: %s becomes %s", seed, layers, theirs.get())
          .doesNotThrowAnyException();
      assertThat(Merged.listing(unpacking.layers().reversed()))
          .as("seed %d: %s", seed, layers)
          .isEqualTo(theirs.get());
      compared++;
    }
  }
}
