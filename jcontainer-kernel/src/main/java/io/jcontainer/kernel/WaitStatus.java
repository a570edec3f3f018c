package io.jcontainer.kernel;

/**
 * How a child ended ({@code waitid(2)}).
 *
 * @param pid the child
 * @param signalled whether a signal ended it
 * @param value the signal's number if so, else the exit code
 */
public record WaitStatus(int pid, boolean signalled, int value) {}
