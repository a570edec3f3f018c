/**
 * The others: each {@link io.jcontainer.benchmarks.peer.Peer} is a command that runs {@code
 * /bin/true} the way another runtime does, timed by {@link
 * io.jcontainer.benchmarks.peer.Hyperfine}.
 */
@NullMarked
package io.jcontainer.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
