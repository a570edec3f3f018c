package io.jcontainer.linux.cgroup;

import io.jcontainer.ByteSize;
import java.time.Duration;

/**
 * What the processes of a control group have used together, as the host counts it. Zero where the
 * host does not tell.
 *
 * @param cpuTime processor time in all
 * @param userTime processor time in user mode: in steps of 10 ms on cgroup v1 alone
 * @param systemTime processor time in the kernel, likewise
 * @param peakMemory the most memory charged at once, page cache included (v2: since Linux 5.19)
 * @param currentMemory charged now
 * @param oomKills processes killed because the memory limit was reached
 * @param peakPids the most processes and threads at once (since Linux 6.1)
 */
public record CgroupUsage(
    Duration cpuTime,
    Duration userTime,
    Duration systemTime,
    ByteSize peakMemory,
    ByteSize currentMemory,
    long oomKills,
    long peakPids) {}
