package io.jcontainer;

import java.util.Optional;

/**
 * How to send images to a registry.
 *
 * @param chunkSize the most bytes of one request, for registries behind something that bounds them;
 *     without it each layer is one request
 * @param progress is told how far it is
 */
public record PushOptions(Optional<ByteSize> chunkSize, TransferListener progress) {
  /** Refuses a chunk of less than 64 KiB. */
  public PushOptions {
    if (chunkSize.filter(size -> size.compareTo(ByteSize.ofKiB(64)) < 0).isPresent()) {
      throw new InvalidSpecException(
          "chunk size " + chunkSize.get(), "registries take no less than 64 KiB");
    }
  }

  /** No bound, and nobody is told. */
  public static PushOptions defaults() {
    return new PushOptions(Optional.empty(), _ -> {});
  }

  /** The same with at most so many bytes in one request, at least 64 KiB. */
  public PushOptions withChunkSize(ByteSize size) {
    return new PushOptions(Optional.of(size), progress);
  }

  /** The same with somebody who is told how far it is. */
  public PushOptions withProgress(TransferListener listener) {
    return new PushOptions(chunkSize, listener);
  }
}
