package io.jcontainer.images.registry;

import io.jcontainer.Reference;

/**
 * What tokens have to be good for.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/scope/">token scopes</a>
 */
final class Scopes {
  private Scopes() {}

  static String pull(Reference reference) {
    return "repository:" + reference.repository() + ":pull";
  }

  static String push(Reference reference) {
    return "repository:" + reference.repository() + ":pull,push";
  }

  static String delete(Reference reference) {
    return "repository:" + reference.repository() + ":delete,pull";
  }

  static String catalog() {
    return "registry:catalog:*";
  }
}
