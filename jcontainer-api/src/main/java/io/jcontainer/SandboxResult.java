package io.jcontainer;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The end of an untrusted job.
 *
 * @param evidence how it ended and what it met: what the verdict is decided by
 * @param output what it wrote, at most the output limit of each stream
 * @param files the content of the files asked for, by the name they were asked for under
 * @param missing why others of them are not there, by the same name
 * @param usage what it used: wall and processor time, peak memory, peak number of processes
 */
public record SandboxResult(
    SandboxEvidence evidence,
    Output output,
    Map<String, byte[]> files,
    Map<String, String> missing,
    Usage usage) {
  /** Copies the maps. */
  public SandboxResult {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
  }

  /** What became of the job. */
  public Verdict verdict() {
    return evidence.verdict();
  }

  /** How its first process ended. */
  public ExitStatus exitStatus() {
    return evidence.exitStatus();
  }

  /** Standard output as UTF-8, with a replacement character for what is not. */
  public String stdout() {
    return output.stdoutText();
  }

  /** Standard error as UTF-8, with a replacement character for what is not. */
  public String stderr() {
    return output.stderrText();
  }

  /** A file that was asked for, as UTF-8 with replacement; empty if it is missing. */
  public Optional<String> fileText(String name) {
    return Optional.ofNullable(files.get(name))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return verdict() + " (" + exitStatus() + "), " + evidence.limits() + ", " + usage;
  }
}
