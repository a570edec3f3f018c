package io.jcontainer;

import java.time.Duration;

/**
 * What a container has used, all its processes together, read from its control groups.
 *
 * @param wallTime from the start of its first process to its end
 * @param userTime processor time in user mode, as exact as the host counts it (ticks on cgroup v1)
 * @param systemTime processor time in the kernel, likewise
 * @param cpuTime processor time in all, nanoseconds
 * @param peakMemory the most memory charged to it at once, page cache included; zero where the host
 *     does not tell
 * @param peakPids the most processes and threads at once; zero where the host does not tell
 */
public record Usage(
    Duration wallTime,
    Duration userTime,
    Duration systemTime,
    Duration cpuTime,
    ByteSize peakMemory,
    long peakPids) {}
