package io.jcontainer.images.check;

import io.jcontainer.CheckDepth;
import io.jcontainer.Digest;
import io.jcontainer.ImageException;
import io.jcontainer.ImageLimits;
import io.jcontainer.ImageStoreException;
import io.jcontainer.Reference;
import io.jcontainer.StoreFinding;
import io.jcontainer.StoreFinding.Kind;
import io.jcontainer.StoreFinding.Outcome;
import io.jcontainer.StoreReport;
import io.jcontainer.images.model.ConfigFile;
import io.jcontainer.images.store.ImageRecord;
import io.jcontainer.images.store.ImageStore;
import io.jcontainer.images.store.Lease;
import io.jcontainer.images.store.NameRecord;
import io.jcontainer.images.store.StoreCare;
import io.jcontainer.kernel.Kernel;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the store for damage, and repairs it if it is to. Images are used while they are
 * looked at, so that nobody takes them away, and not any more when something of them is replaced.
 */
public final class StoreCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StoreCheck.class);
  private static final int BUFFER = 256 << 10;

  private final Kernel kernel;
  private final ImageStore store;
  private final StoreCare care;
  private final ImageLimits limits;
  private final CheckDepth depth;
  private final boolean repairing;
  private final Function<Digest, Reference> unnamed;
  private final List<StoreFinding> findings = new ArrayList<>();
  private final LayersCheck.Layers layers =
      new LayersCheck.Layers(new HashSet<>(), new LinkedHashSet<>(), new HashSet<>());
  private final Set<Digest> hashed = new HashSet<>();

  /**
   * A check, or a repair, of a store.
   *
   * @param unnamed how an image is called that has lost its names
   */
  public StoreCheck(
      Kernel kernel,
      ImageStore store,
      ImageLimits limits,
      CheckDepth depth,
      boolean repairing,
      Function<Digest, Reference> unnamed) {
    this.kernel = kernel;
    this.store = store;
    this.care = store.care();
    this.limits = limits;
    this.depth = depth;
    this.repairing = repairing;
    this.unnamed = unnamed;
  }

  /**
   * Looks, and repairs.
   *
   * @throws ImageStoreException if the store cannot be read or written
   */
  public StoreReport run() {
    List<StoreFinding> surveyed = care.survey(repairing);
    List<StoreFinding> names = new ArrayList<>();
    for (StoreFinding finding : surveyed) {
      switch (finding.kind()) {
        case NAME_UNREADABLE -> names.add(finding);
        case LAYER_MISSING -> layers.missing().add(finding.path());
        case RECORD_UNREADABLE, RECORD_WRONG ->
            findings.add(repairing ? rebuild(finding) : finding);
        case DOCUMENT_MISSING -> findings.add(toBePulled(finding));
        case DOCUMENT_ALTERED,
            ARCHIVE_ALTERED,
            LAYER_ALTERED,
            NAME_DANGLING,
            LEFT_BEHIND,
            WRONG_MODE,
            FOREIGN ->
            findings.add(finding);
      }
    }
    for (ImageRecord image : store.images()) {
      look(image);
    }
    names.forEach(finding -> findings.add(repairing ? dropName(finding) : finding));
    if (repairing) {
      store.collect();
    }
    return new StoreReport(findings, List.copyOf(layers.notCompared()));
  }

  private StoreFinding toBePulled(StoreFinding finding) {
    return repairing ? finding.withOutcome(Outcome.TO_BE_PULLED) : finding;
  }

  /** The record made anew from what the image consists of, or else the image removed. */
  private StoreFinding rebuild(StoreFinding finding) {
    Digest digest = finding.images().getFirst();
    Optional<ImageRecord> rebuilt = new RecordRebuild(kernel, store).rebuild(digest);
    if (rebuilt.isPresent()) {
      care.putRecord(rebuilt.get());
      return finding.withOutcome(Outcome.REPAIRED);
    }
    return finding.withOutcome(care.removeImage(digest) ? Outcome.TO_BE_PULLED : Outcome.IN_USE);
  }

  private void look(ImageRecord image) {
    Optional<Lease> held = care.hold(image);
    if (held.isEmpty()) {
      return;
    }
    LayersCheck check = new LayersCheck(kernel, store, limits, image, layers);
    try (Lease _ = held.get()) {
      if (depth != CheckDepth.PRESENCE) {
        contents(image);
      }
      if (depth == CheckDepth.TREES || (repairing && check.anyMissing())) {
        check.compare(depth == CheckDepth.TREES);
      }
    } catch (RuntimeException e) {
      check.finish(false);
      throw e;
    }
    findings.addAll(check.finish(repairing));
  }

  private void contents(ImageRecord image) {
    for (Digest document : image.documents()) {
      content(Kind.DOCUMENT_ALTERED, Outcome.TO_BE_PULLED, document, image);
    }
    for (Digest archive : image.archives()) {
      content(Kind.ARCHIVE_ALTERED, Outcome.REPAIRED, archive, image);
    }
  }

  private void content(Kind kind, Outcome repaired, Digest blob, ImageRecord image) {
    if (!hashed.add(blob)) {
      return;
    }
    Optional<String> wrong = wrongContent(blob);
    if (wrong.isPresent()) {
      if (repairing) {
        care.remove(blob);
      }
      findings.add(
          new StoreFinding(
              kind,
              care.path(blob),
              wrong.get(),
              imagesWith(blob, image),
              repairing ? repaired : Outcome.FOUND));
    }
  }

  private List<Digest> imagesWith(Digest blob, ImageRecord first) {
    Set<Digest> images = new LinkedHashSet<>(List.of(first.digest()));
    store.images().stream()
        .filter(image -> image.documents().contains(blob) || image.archives().contains(blob))
        .forEach(image -> images.add(image.digest()));
    return List.copyOf(images);
  }

  /** What is wrong with a blob; empty if nothing is, or it is not there. */
  private Optional<String> wrongContent(Digest blob) {
    Optional<InputStream> file = care.blob(blob);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = file.get()) {
      MessageDigest hash = blob.newMessageDigest();
      byte[] buffer = new byte[BUFFER];
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        hash.update(buffer, 0, got);
        requireGoingOn();
      }
      String actual = HexFormat.of().formatHex(hash.digest());
      return actual.equals(blob.hex())
          ? Optional.empty()
          : Optional.of("its digest is " + blob.algorithm() + ":" + actual);
    } catch (IOException e) {
      return Optional.of("it cannot be read: " + e.getMessage());
    } catch (ImageStoreException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return Optional.of("it cannot be read: " + e.getMessage());
    }
  }

  static void requireGoingOn() {
    if (Thread.currentThread().isInterrupted()) {
      throw new ImageStoreException("the check of the store was interrupted", null);
    }
  }

  /** A name that cannot be read goes; images that have no other are kept without one. */
  private StoreFinding dropName(StoreFinding finding) {
    Set<Digest> named = new HashSet<>();
    store.names().forEach(name -> named.add(name.image()));
    store.findHost().ifPresent(host -> named.add(host.digest()));
    for (ImageRecord image : store.images()) {
      if (!named.contains(image.digest())) {
        keepUnnamed(image);
      }
    }
    care.removeName(finding.path());
    return finding.withOutcome(Outcome.TO_BE_PULLED);
  }

  private void keepUnnamed(ImageRecord image) {
    Reference name = unnamed.apply(image.digest());
    try {
      if (image.isIndex()) {
        store.name(new NameRecord(name, NameRecord.OF_INDEX, image.digest()));
        return;
      }
      byte[] config = store.document(image.blobs().getFirst());
      ConfigFile file = ConfigFile.parse(config, "configuration of " + image.digest());
      store.name(new NameRecord(name, file.platform(), image.digest()));
    } catch (ImageException | NoSuchElementException e) {
      LOG.warn("image {} loses its last name: {}", image.digest(), e.getMessage());
    }
  }
}
