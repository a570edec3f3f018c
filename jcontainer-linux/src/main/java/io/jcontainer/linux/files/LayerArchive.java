package io.jcontainer.linux.files;

import io.jcontainer.kernel.Kernel;
import java.io.OutputStream;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a container has changed, as a layer on top of its image. */
public final class LayerArchive {
  private static final Logger log = LoggerFactory.getLogger(LayerArchive.class);

  private LayerArchive() {}

  /**
   * Writes the layer, without compression.
   *
   * @param owners of the container
   * @param tar written on a thread with no power but over files
   * @throws io.jcontainer.ContainerFileException if something cannot be read, or no layer can have
   *     it
   */
  public static void write(Kernel kernel, Owners owners, ChangedFiles files, OutputStream tar) {
    Progress progress = new Progress("/", OptionalLong.empty());
    LayerSink sink = new LayerSink(kernel, owners, tar, progress);
    FileFailure.naming(
        "commit",
        "/",
        () ->
            FileThread.call(
                kernel,
                OptionalLong.empty(),
                progress,
                () -> {
                  new LayerWalk(kernel, progress, sink).root(files);
                  sink.end();
                  return true;
                }));
    log.debug("committed: {}", progress.report());
  }
}
