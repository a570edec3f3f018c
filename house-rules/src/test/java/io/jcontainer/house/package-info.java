/**
 * The rules of the house, as tests over every library.
 *
 * <p>Start at {@link io.jcontainer.house.Rooms}, the map of modules and packages. {@link
 * io.jcontainer.house.Forbidden} is what no library does, each with its reason. What is compared
 * with a file kept in the repository goes through {@link io.jcontainer.house.Golden}.
 */
@NullMarked
package io.jcontainer.house;

import org.jspecify.annotations.NullMarked;
