package io.jcontainer.benchmarks;

import io.jcontainer.benchmarks.library.Sample;
import io.jcontainer.benchmarks.library.Starts;
import io.jcontainer.benchmarks.report.Distribution;
import io.jcontainer.benchmarks.report.Figures;
import io.jcontainer.benchmarks.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.Timespan;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Starts under Java Flight Recorder, which is told of each and of how long its parts took. */
final class RecordedStarts {
  private static final String EVENT = "io.jcontainer.Start";

  private final Starts starts;

  RecordedStarts(Starts starts) {
    this.starts = starts;
  }

  Table table(int runs, Duration gap) throws IOException, InterruptedException {
    Path file = Files.createTempFile("jcontainer-benchmarks-", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(EVENT);
      recording.start();
      List<Sample> samples = starts.run(runs, gap);
      recording.stop();
      recording.dump(file);
      return table(RecordingFile.readAllEvents(file), samples);
    } finally {
      Files.delete(file);
    }
  }

  private static Table table(List<RecordedEvent> events, List<Sample> samples) {
    Map<String, List<Long>> parts = new LinkedHashMap<>();
    for (RecordedEvent event : events) {
      for (ValueDescriptor field : event.getFields()) {
        if (field.getAnnotation(Timespan.class) != null && !field.getName().equals("duration")) {
          long nanos = event.getDuration(field.getName()).toNanos();
          parts.computeIfAbsent(field.getLabel(), label -> new ArrayList<>()).add(nanos);
        }
      }
    }
    parts.put("Start", events.stream().map(event -> event.getDuration().toNanos()).toList());
    parts.put("End Seen", samples.stream().map(Sample::end).toList());
    parts.put("Removal", samples.stream().map(Sample::removal).toList());
    Table table = new Table("part, µs", "median", "min", "p95", "p99");
    parts.forEach((label, nanos) -> row(table, label, Distribution.of(nanos)));
    return table;
  }

  private static void row(Table table, String label, Distribution nanos) {
    table.row(
        label,
        Figures.microseconds(nanos.median()),
        Figures.microseconds(nanos.min()),
        Figures.microseconds(nanos.percentile(95)),
        Figures.microseconds(nanos.percentile(99)));
  }
}
