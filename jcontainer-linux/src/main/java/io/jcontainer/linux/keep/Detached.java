package io.jcontainer.linux.keep;

import io.jcontainer.ContainerId;
import io.jcontainer.ContainerSpec;
import java.time.Instant;

/**
 * What is written down of a detached container when it is made.
 *
 * @param id whose it is
 * @param spec all that it was asked to be
 * @param created when
 */
public record Detached(ContainerId id, ContainerSpec spec, Instant created) {}
