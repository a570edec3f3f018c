package io.jcontainer;

/**
 * What came of sending an image to a registry.
 *
 * @param reference what it is called there, pinned to its digest
 * @param sent how many configurations and layers were sent
 * @param mounted how many the registry took from another repository of its own
 * @param present how many it had there
 * @param size of those that were sent
 */
public record PushResult(Reference reference, int sent, int mounted, int present, ByteSize size) {}
