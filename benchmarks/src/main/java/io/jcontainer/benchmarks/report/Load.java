package io.jcontainer.benchmarks.report;

import java.util.Optional;

/**
 * How busy the host was before and after: figures from a busy one compare others' work too.
 *
 * @param before one-minute load average
 * @param after one-minute load average; what was measured itself is part of it
 * @param processors of the host
 */
public record Load(Optional<Double> before, Optional<Double> after, int processors) {
  /** A sentence for the report, with a warning if it was needed. */
  public String describe() {
    String text =
        "load average %s before, %s after"
            .formatted(
                before.map(Object::toString).orElse("unknown"),
                after.map(Object::toString).orElse("unknown"));
    boolean busy = before.filter(load -> Host.isBusy(load, processors)).isPresent();
    return busy
        ? text + "\n\n**Warning: others were using the machine; do not quote these figures.**"
        : text;
  }
}
