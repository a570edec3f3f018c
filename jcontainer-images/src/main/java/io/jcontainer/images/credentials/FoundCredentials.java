package io.jcontainer.images.credentials;

import io.jcontainer.RegistryCredentials;

/**
 * Credentials, and who had them.
 *
 * @param source for people, such as {@code /root/.docker/config.json}; no secret
 */
public record FoundCredentials(RegistryCredentials credentials, String source) {}
