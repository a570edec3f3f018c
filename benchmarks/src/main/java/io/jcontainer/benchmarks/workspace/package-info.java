/**
 * What all who are compared share: a {@link io.jcontainer.benchmarks.workspace.Workspace directory}
 * with one root file system in it, and {@link io.jcontainer.benchmarks.workspace.Command other
 * programs}.
 */
@NullMarked
package io.jcontainer.benchmarks.workspace;

import org.jspecify.annotations.NullMarked;
