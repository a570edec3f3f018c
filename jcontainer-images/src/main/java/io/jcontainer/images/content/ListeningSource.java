package io.jcontainer.images.content;

import io.jcontainer.TransferListener;
import io.jcontainer.TransferProgress;
import io.jcontainer.images.model.Descriptor;

/**
 * A place of which somebody is told what is taken from it.
 *
 * @param source the place
 */
public record ListeningSource(ImageSource source, TransferListener listener)
    implements ImageSource {
  @Override
  public String name() {
    return source.name();
  }

  @Override
  public FetchedDocument document(Descriptor entry) {
    return source.document(entry);
  }

  @Override
  public VerifiedStream blob(Descriptor blob) {
    VerifiedStream stream = source.blob(blob);
    stream.tell(read -> listener.progress(new TransferProgress(blob.digest(), read, blob.size())));
    return stream;
  }
}
