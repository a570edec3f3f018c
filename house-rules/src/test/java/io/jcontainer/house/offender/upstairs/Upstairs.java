package io.jcontainer.house.offender.upstairs;

/** What {@code downstairs} must not use. */
public final class Upstairs {}
