package io.jcontainer.linux.container;

import io.jcontainer.CommitOptions;
import io.jcontainer.ContainerSpec;
import io.jcontainer.Image;
import io.jcontainer.linux.files.Owners;
import io.jcontainer.spi.ContainerImages.Changes;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes an image of a container.
 *
 * @param written what the container has written
 * @param owners of the container
 */
record Commit(ContainerSpec spec, ImageLeases images, Written written, Supplier<Owners> owners) {

  /**
   * Makes it.
   *
   * @param life of the container, which stands still only while its files are read
   */
  Image run(LifeCycle life, CommitOptions options) {
    life.requireThere("commit");
    return images.images().commit(spec.image(), new Content(life, options.pause()), options);
  }

  private final class Content implements Changes {
    private final LifeCycle life;
    private final boolean pause;

    Content(LifeCycle life, boolean pause) {
      this.life = life;
      this.pause = pause;
    }

    @Override
    public List<String> command() {
      return spec.command();
    }

    @Override
    public void writeTo(OutputStream tar) {
      Runnable work = () -> written.writeLayer(owners.get(), tar);
      if (pause) {
        life.still(work);
      } else {
        work.run();
      }
    }
  }
}
