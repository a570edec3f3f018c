/**
 * A container's files, reached from outside while hostile processes may change them: copying in and
 * out, differences, archives.
 *
 * <p>{@link io.jcontainer.linux.files.RootFiles} is the front; {@link
 * io.jcontainer.linux.files.ContainerView} decides what of the container is entered at all; {@link
 * io.jcontainer.linux.files.TreeWalk} reads a tree and hands it to a {@link
 * io.jcontainer.linux.files.TreeSink}. Names are given to the kernel one at a time beneath a
 * descriptor, what was opened is looked at before it is used, and a file is opened for reading
 * through the descriptor that was looked at.
 */
@NullMarked
package io.jcontainer.linux.files;

import org.jspecify.annotations.NullMarked;
