package io.jcontainer.images.unpack;

/**
 * A layer that is completely unpacked and was what it promised to be.
 *
 * @param askedBelow whether the layers below were needed to place an entry
 * @param madeWhiteouts whether it hides something of the layers below
 * @param entries how many its archive has
 * @param bytes how long its archive is
 */
public record UnpackedLayer(boolean askedBelow, boolean madeWhiteouts, long entries, long bytes) {}
