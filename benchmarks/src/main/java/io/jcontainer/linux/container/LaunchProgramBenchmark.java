package io.jcontainer.linux.container;

import io.jcontainer.Capability;
import io.jcontainer.kernel.Architecture;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.program.Region;
import io.jcontainer.linux.security.Arch;
import io.jcontainer.linux.security.SeccompFilter;
import io.jcontainer.linux.security.SeccompPolicy;
import io.jcontainer.linux.security.UserIdentity;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the plan of a start to the bytes that are sent to the helper. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class LaunchProgramBenchmark {
  private final LaunchPlan plan = plan();
  private final Program program = LaunchProgram.compile(plan);

  /** Made by JMH. */
  public LaunchProgramBenchmark() {}

  private static LaunchPlan plan() {
    HostFacts host = HostFacts.detect(new LinuxKernel());
    return new LaunchPlan(
        "0123456789ab",
        List.of("/bin/true"),
        List.of("PATH=/bin", "HOME=/root"),
        "/bin",
        "/",
        new UserIdentity(0, 0, List.of(0L), "/root", "root"),
        Capability.defaults(),
        host.lastCapability(),
        SeccompFilter.compile(SeccompPolicy.defaults(), Capability.defaults(), Arch.host()),
        host.masks(),
        Optional.empty(),
        64 << 20,
        new LaunchPlan.Numbers(3, 13, 14),
        List.of(),
        LaunchOptions.NONE);
  }

  /** The steps and what they refer to. */
  @Benchmark
  public Program compile() {
    return LaunchProgram.compile(plan);
  }

  /** Their bytes. */
  @Benchmark
  public byte[] assemble() {
    return program.assemble(Architecture.host(), Region.A);
  }
}
