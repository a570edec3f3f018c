package io.jcontainer.images.model;

import io.jcontainer.images.json.Fields;
import io.jcontainer.images.json.JsonInput;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says about how its image was made. Nothing depends on it, so it is read when
 * somebody wants to see it, and a date that is none is none.
 *
 * @param created when, if it says so
 * @param author who, or empty
 * @param steps first step first
 */
public record Making(Optional<Instant> created, String author, List<Step> steps) {
  /**
   * One step.
   *
   * @param createdBy the command, or empty
   * @param comment free text, or empty
   * @param empty whether it added no layer
   */
  public record Step(Optional<Instant> created, String createdBy, String comment, boolean empty) {}

  /** Copies the steps. */
  public Making {
    steps = List.copyOf(steps);
  }

  /**
   * Parses bytes whose digest has been checked.
   *
   * @param part what the bytes are, for messages
   * @throws io.jcontainer.InvalidImageException if they are no configuration
   */
  public static Making parse(byte[] bytes, String part) {
    return JsonInput.parse(bytes, part, Making::read);
  }

  private static Making read(JsonInput input) throws IOException {
    @Nullable String[] texts = {null, null};
    List<Step> steps = new ArrayList<>();
    input.object(
        new Fields()
            .with("created", in -> texts[0] = in.text())
            .with("author", in -> texts[1] = in.text())
            .with("history", in -> steps.addAll(in.list(Making::step))));
    return new Making(instant(texts[0]), texts[1] == null ? "" : texts[1], steps);
  }

  private static Step step(JsonInput input) throws IOException {
    @Nullable String[] texts = {null, null, null};
    boolean[] empty = {false};
    input.object(
        new Fields()
            .with("created", in -> texts[0] = in.text())
            .with("created_by", in -> texts[1] = in.text())
            .with("comment", in -> texts[2] = in.text())
            .with("empty_layer", in -> empty[0] = in.bool()));
    return new Step(
        instant(texts[0]),
        texts[1] == null ? "" : texts[1],
        texts[2] == null ? "" : texts[2],
        empty[0]);
  }

  private static Optional<Instant> instant(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(time -> OffsetDateTime.parse(time).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
