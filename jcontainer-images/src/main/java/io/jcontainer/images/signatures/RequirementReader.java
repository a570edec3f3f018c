package io.jcontainer.images.signatures;

import io.jcontainer.InvalidSpecException;
import io.jcontainer.Reference;
import io.jcontainer.SignatureKey;
import io.jcontainer.SignatureRule;
import io.jcontainer.SignedIdentity;
import io.jcontainer.images.json.JsonInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads one requirement of a policy, whose fields may come in any order. */
final class RequirementReader {
  private @Nullable String type;
  private @Nullable SignedIdentity identity;
  private final Set<String> fields = new LinkedHashSet<>();
  private final List<Supplier<SignatureKey>> keys = new ArrayList<>();

  SignatureRule read(JsonInput input) throws IOException {
    input.forEachField(this::field);
    return switch (input.required(type, "type")) {
      case "insecureAcceptAnything" -> alone(SignatureRule.accept(), input);
      case "reject" -> alone(SignatureRule.reject(), input);
      case "sigstoreSigned" -> signed(input);
      case "signedBy" ->
          throw input.invalid(
              "signedBy, which is GPG's, cannot be checked here: sign with a key pair"
                  + " (sigstoreSigned), or make a SignaturePolicy without this file");
      default ->
          throw input.invalid(
              "the requirement \""
                  + type
                  + "\" is not known: insecureAcceptAnything, reject and sigstoreSigned are");
    };
  }

  private void field(String name, JsonInput input) throws IOException {
    switch (name) {
      case "type" -> type = input.text();
      case "keyPath" -> {
        fields.add(name);
        String path = input.text();
        keys.add(() -> SignatureKey.read(path(path)));
      }
      case "keyPaths" -> {
        fields.add(name);
        input.list(JsonInput::text).forEach(path -> keys.add(() -> SignatureKey.read(path(path))));
      }
      case "keyData" -> {
        fields.add(name);
        String data = input.text();
        keys.add(() -> inline(data));
      }
      case "keyDatas" -> {
        fields.add(name);
        input.list(JsonInput::text).forEach(data -> keys.add(() -> inline(data)));
      }
      case "signedIdentity" -> identity = identity(input);
      default -> {
        fields.add(name);
        input.skip();
      }
    }
  }

  private SignatureRule alone(SignatureRule rule, JsonInput input) {
    if (!fields.isEmpty() || identity != null) {
      throw input.invalid("\"" + type + "\" has no further fields");
    }
    return rule;
  }

  /** With one field of keys; every other one would be a condition that is not looked at. */
  private SignatureRule signed(JsonInput input) {
    Set<String> others = new LinkedHashSet<>(fields);
    others.removeAll(Set.of("keyPath", "keyPaths", "keyData", "keyDatas"));
    if (!others.isEmpty()) {
      throw input.invalid(
          others
              + " cannot be checked here: sign with a key pair, whose public half is keyPath or"
              + " keyData");
    }
    if (fields.size() != 1 || keys.isEmpty()) {
      throw input.invalid("exactly one of keyPath, keyPaths, keyData and keyDatas is needed");
    }
    Set<SignatureKey> known = new LinkedHashSet<>();
    try {
      keys.forEach(key -> known.add(key.get()));
    } catch (InvalidSpecException e) {
      throw input.invalid(String.valueOf(e.getMessage()));
    }
    return new SignatureRule.SignedBy(
        known, identity == null ? new SignedIdentity.RepositoryDigestOrExact() : identity);
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InvalidSpecException("path \"" + text + "\" of a key", "it is none", e);
    }
  }

  private static SignatureKey inline(String base64) {
    try {
      return SignatureKey.parse(
          new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new InvalidSpecException("key data", "it is not base64 of a PEM file", e);
    }
  }

  private static SignedIdentity identity(JsonInput input) throws IOException {
    Map<String, String> said = new LinkedHashMap<>();
    input.forEachField((name, in) -> said.put(name, in.text()));
    try {
      return identity(said, input);
    } catch (InvalidSpecException e) {
      throw input.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static SignedIdentity identity(Map<String, String> said, JsonInput input) {
    String type = input.required(said.remove("type"), "type");
    SignedIdentity identity =
        switch (type) {
          case "matchExact" -> new SignedIdentity.Exact();
          case "matchRepoDigestOrExact" -> new SignedIdentity.RepositoryDigestOrExact();
          case "matchRepository" -> new SignedIdentity.Repository();
          case "exactReference" ->
              new SignedIdentity.ExactReference(
                  Reference.parse(needed("dockerReference", said, input)));
          case "exactRepository" ->
              new SignedIdentity.ExactRepository(
                  repository(needed("dockerRepository", said, input)));
          case "remapIdentity" ->
              new SignedIdentity.RemapPrefix(
                  needed("prefix", said, input), needed("signedPrefix", said, input));
          default -> throw input.invalid("the identity \"" + type + "\" is not known");
        };
    if (!said.isEmpty()) {
      throw input.invalid(said.keySet() + " are no fields of the identity \"" + type + "\"");
    }
    return identity;
  }

  private static String needed(String field, Map<String, String> said, JsonInput input) {
    return input.required(said.remove(field), field);
  }

  /** Names of Docker Hub may be short here. */
  private static String repository(String text) {
    Reference reference = Reference.parse(text);
    if (text.indexOf('@') >= 0 || text.lastIndexOf(':') > text.lastIndexOf('/')) {
      throw new InvalidSpecException("repository \"" + text + "\"", "it has a tag or digest");
    }
    return reference.name();
  }
}
