package io.jcontainer.linux.program;

/**
 * A program that a helper was sent.
 *
 * @param program what
 * @param region where it lies in the helper
 * @param checksum of its bytes there: what tells its fault reports from another program's
 */
public record SentProgram(Program program, Region region, long checksum) {}
