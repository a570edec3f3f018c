package io.jcontainer.junit.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tags, repositories and referrers are listed. */
final class ListOperations {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  private final RegistryFiles files;

  ListOperations(RegistryFiles files) {
    this.files = files;
  }

  void tags(Call call, String repository) throws IOException, Trouble {
    List<String> page = page(call, files.tags(repository), "/v2/" + repository + "/tags/list");
    call.json(
        200,
        out -> {
          out.writeStartObject();
          out.writeStringField("name", repository);
          names(out, "tags", page);
          out.writeEndObject();
        });
  }

  void catalog(Call call) throws IOException {
    List<String> page = page(call, files.names(), "/v2/_catalog");
    call.json(
        200,
        out -> {
          out.writeStartObject();
          names(out, "repositories", page);
          out.writeEndObject();
        });
  }

  private static void names(JsonGenerator out, String field, List<String> names)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (String name : names) {
      out.writeString(name);
    }
    out.writeEndArray();
  }

  /** The names after {@code last}, at most {@code n}, and where the rest is. */
  private static List<String> page(Call call, List<String> all, String path) {
    String last = call.query("last").orElse("");
    int most =
        call.query("n").filter(n -> n.matches("\\d{1,9}")).map(Integer::parseInt).orElse(1000);
    List<String> rest = all.stream().filter(name -> name.compareTo(last) > 0).toList();
    if (rest.size() <= most) {
      return rest;
    }
    List<String> page = rest.subList(0, most);
    if (most > 0) {
      call.with("Link", "<" + path + "?n=" + most + "&last=" + page.getLast() + ">; rel=\"next\"");
    }
    return page;
  }

  void referrers(Call call, String repository, String reference) throws IOException, Trouble {
    String subject = RegistryFiles.digest(reference).toString();
    Optional<String> type = call.query("artifactType");
    Map<String, RegistryFiles.Manifest> about = files.referrers(repository, subject);
    type.ifPresent(
        wanted -> {
          about.values().removeIf(m -> !m.facts().artifactType().equals(type));
          call.with("OCI-Filters-Applied", "artifactType");
        });
    byte[] index =
        Json.bytes(
            out -> {
              out.writeStartObject();
              out.writeNumberField("schemaVersion", 2);
              out.writeStringField("mediaType", INDEX);
              out.writeArrayFieldStart("manifests");
              for (Map.Entry<String, RegistryFiles.Manifest> entry : about.entrySet()) {
                descriptor(out, entry.getKey(), entry.getValue());
              }
              out.writeEndArray();
              out.writeEndObject();
            });
    call.with("Content-Type", INDEX).answer(200, index);
  }

  private static void descriptor(JsonGenerator out, String digest, RegistryFiles.Manifest manifest)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("mediaType", manifest.mediaType());
    out.writeStringField("digest", digest);
    out.writeNumberField("size", manifest.bytes().length);
    Optional<String> type = manifest.facts().artifactType();
    if (type.isPresent()) {
      out.writeStringField("artifactType", type.get());
    }
    if (!manifest.facts().annotations().isEmpty()) {
      out.writeObjectFieldStart("annotations");
      for (Map.Entry<String, String> entry : manifest.facts().annotations().entrySet()) {
        out.writeStringField(entry.getKey(), entry.getValue());
      }
      out.writeEndObject();
    }
    out.writeEndObject();
  }
}
