package io.jcontainer;

/**
 * The end of a container that was run to completion.
 *
 * @param exitStatus how it ended
 * @param stdout what it wrote to standard output, as UTF-8 with replacement, at most the output
 *     limit
 * @param stderr what it wrote to standard error, likewise
 * @param outputTruncated whether it wrote more than the output limit to one of the two
 * @param usage what it used
 */
public record RunResult(
    ExitStatus exitStatus, String stdout, String stderr, boolean outputTruncated, Usage usage) {}
