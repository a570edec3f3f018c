/**
 * Named volumes on disk, shared by every engine and JVM that uses the same root directory.
 *
 * <p>A volume is a directory {@code volumes/<name>}: {@code info} says what it is, {@code data} is
 * what containers see, {@code fresh} is there until it was filled from an image, and {@code lock}
 * is locked shared by whoever has it in a container, exclusively by whoever removes it. It appears
 * and vanishes in one step, by a rename. {@link io.jcontainer.linux.volume.LinuxVolumes} is the
 * front.
 */
@NullMarked
package io.jcontainer.linux.volume;

import org.jspecify.annotations.NullMarked;
