package io.jcontainer.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * What figures depend on: the kernel and how it was built, the control groups, the processor, the
 * Java machine. A fact that the host does not tell is left out.
 */
public final class Host {
  private static final Pattern BUILT =
      Pattern.compile("(?m)^CONFIG_(HZ|PREEMPT_RCU|PREEMPT_NONE|PREEMPT_LAZY|RCU_LAZY)=(\\S+)$");

  private final Path root;

  private Host(Path root) {
    this.root = root;
  }

  /** The host, seen through a directory that is its root or looks like one. */
  public static Host at(Path root) {
    return new Host(root);
  }

  /** The facts, a line of a Markdown list each. */
  public String describe() {
    List<String> facts = new ArrayList<>();
    facts.add("kernel " + release());
    built().ifPresent(options -> facts.add("built with " + options));
    rcu().ifPresent(facts::add);
    facts.add(cgroupMode());
    facts.add(processor());
    facts.add("JDK " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
    return String.join("", facts.stream().map(fact -> "- " + fact + "\n").toList());
  }

  private String release() {
    return read("proc/sys/kernel/osrelease").orElse("unknown").strip();
  }

  /** The tick and the flavour of RCU decide what a grace period costs. */
  private Optional<String> built() {
    return config()
        .map(BUILT::matcher)
        .map(options -> options.results().map(one -> one.group(1) + "=" + one.group(2)).toList())
        .filter(options -> !options.isEmpty())
        .map(options -> String.join(" ", options));
  }

  private Optional<String> config() {
    Path packed = root.resolve("proc/config.gz");
    if (!Files.isReadable(packed)) {
      return read("boot/config-" + release());
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + packed, e);
    }
  }

  private Optional<String> rcu() {
    return read("sys/kernel/rcu_expedited").map(value -> "rcu_expedited=" + value.strip());
  }

  /** Which versions are mounted, as {@code mountinfo} tells. */
  public CgroupMode cgroups() {
    String mounts = read("proc/self/mountinfo").orElse("");
    boolean first = mounts.contains(" - cgroup ");
    boolean second = mounts.contains(" - cgroup2 ");
    if (first) {
      return second ? CgroupMode.HYBRID : CgroupMode.V1;
    }
    return second ? CgroupMode.V2 : CgroupMode.NONE;
  }

  /** Which control groups a host has. */
  public enum CgroupMode {
    /** Version 1 alone. */
    V1,
    /** Controllers in version 1, version 2 mounted beside. */
    HYBRID,
    /** Version 2 alone. */
    V2,
    /** Not mounted. */
    NONE
  }

  private String cgroupMode() {
    return switch (cgroups()) {
      case V1 -> "cgroup v1";
      case HYBRID -> "cgroup v1 with v2 beside it (hybrid)";
      case V2 -> "cgroup v2";
      case NONE -> "no cgroups";
    };
  }

  private String processor() {
    String info = read("proc/cpuinfo").orElse("");
    Matcher model = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$").matcher(info);
    long count = Pattern.compile("(?m)^processor\\s*:").matcher(info).results().count();
    return count + " x " + (model.find() ? model.group(1) : "unknown processor");
  }

  /** How many processes wanted a processor, on average over the last minute. */
  public Optional<Double> load() {
    return read("proc/loadavg").map(text -> Double.valueOf(text.substring(0, text.indexOf(' '))));
  }

  /** Whether others use so much of the processors that the figures mean little. */
  public static boolean isBusy(double load, int processors) {
    return load > processors / 2.0;
  }

  private Optional<String> read(String file) {
    Path path = root.resolve(file);
    if (!Files.isReadable(path)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(path)) {
      return Optional.of(String.join("\n", lines.toList()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }
}
