/** The images on this machine's disk, shared by threads and JVMs. */
@NullMarked
package io.jcontainer.images.store;

import org.jspecify.annotations.NullMarked;
