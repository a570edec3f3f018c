package io.jcontainer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.benchmarks.inner.DowncallBenchmark;
import io.jcontainer.benchmarks.inner.HelperBenchmark;
import io.jcontainer.benchmarks.inner.ReferenceBenchmark;
import io.jcontainer.benchmarks.inner.SeccompBenchmark;
import io.jcontainer.linux.container.LaunchProgramBenchmark;
import java.util.Collection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That each benchmark runs; a few milliseconds tell nothing of its speed. */
class InnerPartsTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        DowncallBenchmark.class,
        HelperBenchmark.class,
        ReferenceBenchmark.class,
        SeccompBenchmark.class,
        LaunchProgramBenchmark.class
      })
  void measures(Class<?> benchmark) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(benchmark.getName())
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(20))
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .run();
    assertThat(results)
        .isNotEmpty()
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
  }
}
