package io.jcontainer.images.registry;

import io.jcontainer.Reference;
import io.jcontainer.images.content.FetchedDocument;
import io.jcontainer.images.content.ImageSink;
import io.jcontainer.images.content.ImageSource;
import io.jcontainer.images.model.Descriptor;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A repository that images go to. What it has is not sent again, and what another repository of the
 * same registry has is taken from there.
 */
public final class RegistrySink implements ImageSink {
  /** As many as other tools send; more fill no connection better. */
  private static final int AT_ONCE = 4;

  private final Reference target;
  private final List<Reference> neighbours;
  private final OptionalLong chunk;
  private final BlobHead blobHead;
  private final BlobUpload upload;
  private final ManifestPut manifestPut;
  private final ReferrersTag referrersTag;
  private final AtomicInteger present = new AtomicInteger();
  private final AtomicInteger mounted = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  RegistrySink(
      Reference target,
      List<Reference> neighbours,
      OptionalLong chunk,
      BlobHead blobHead,
      BlobUpload upload,
      ManifestPut manifestPut,
      ReferrersTag referrersTag) {
    this.target = target;
    this.neighbours =
        neighbours.stream()
            .filter(
                other ->
                    other.registry().equals(target.registry())
                        && !other.repository().equals(target.repository()))
            .toList();
    this.chunk = chunk;
    this.blobHead = blobHead;
    this.upload = upload;
    this.manifestPut = manifestPut;
    this.referrersTag = referrersTag;
  }

  @Override
  public boolean blob(Descriptor blob, ImageSource from) {
    if (blobHead.isThere(target, blob)) {
      present.incrementAndGet();
      return false;
    }
    for (Reference other : neighbours) {
      if (upload.mount(target, blob, other)) {
        mounted.incrementAndGet();
        return false;
      }
    }
    upload.send(target, blob, from, chunk);
    sent.incrementAndGet();
    bytes.addAndGet(blob.size());
    return true;
  }

  @Override
  public void document(FetchedDocument document) {
    boolean known = manifestPut.put(target, document.digest().toString(), document);
    if (!known) {
      document
          .contents()
          .subject()
          .ifPresent(subject -> referrersTag.add(target, document, subject.digest()));
    }
  }

  @Override
  public int parallelism() {
    return AT_ONCE;
  }

  /** Gives the repository's tag to a document that is there, if the target names one. */
  public void tag(FetchedDocument document) {
    target.tag().ifPresent(tag -> manifestPut.put(target, tag, document));
  }

  /** How many blobs it had. */
  public int present() {
    return present.get();
  }

  /** How many blobs it took from its neighbours. */
  public int mounted() {
    return mounted.get();
  }

  /** How many blobs were sent. */
  public int sent() {
    return sent.get();
  }

  /** How many bytes these have. */
  public long bytes() {
    return bytes.get();
  }
}
