package io.jcontainer.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jcontainer.Artifact;
import io.jcontainer.Config;
import io.jcontainer.Image;
import io.jcontainer.ImageConfig;
import io.jcontainer.ImageDetails;
import io.jcontainer.ImageFormat;
import io.jcontainer.ImageIndex;
import io.jcontainer.ImageIndexes;
import io.jcontainer.ImageSpec;
import io.jcontainer.LayerSpec;
import io.jcontainer.Manifest;
import io.jcontainer.Reference;
import io.jcontainer.Registry;
import io.jcontainer.images.model.IndexDocument;
import io.jcontainer.images.testing.Scratch;
import io.jcontainer.images.testing.Tar;
import io.jcontainer.junit.RegistryServer;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What we write follows the JSON schemas of the OCI image specification, version 1.1, which are
 * stated here once more.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/tree/main/schema">the schemas</a>
 */
@Requires({Requirement.ROOT, Requirement.OVERLAY})
class SchemaTest {
  private static final String MEDIA_TYPE =
      "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";
  private static final String DIGEST = "[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+";

  @RegisterExtension final Scratch temp = new Scratch();

  @Test
  void whatWeWriteFollowsThem() throws IOException {
    Config config = Config.defaults().withRoot(temp.resolve("root"));
    try (StoreImageService service =
        (StoreImageService) new StoreImageService.Factory().open(config)) {
      byte[] tar = new Tar().file("f", "").bytes();
      Image image =
          service
              .library()
              .importTar(
                  new ByteArrayInputStream(tar),
                  Reference.parse("localhost/made:1"),
                  ImageConfig.ofEnvironment(Map.of("A", "b")));
      ImageDetails details = service.library().inspect(image);
      manifest(parse(details.manifest().document()));
      configuration(parse(details.configuration()));
      ImageDetails built =
          service
              .library()
              .inspect(
                  service
                      .library()
                      .build(
                          ImageSpec.from(image)
                              .withLayer(LayerSpec.empty().withFile("/g", "").withCreatedBy("x"))
                              .withAuthor("me")
                              .withAnnotation("a", "b")));
      manifest(parse(built.manifest().document()));
      configuration(parse(built.configuration()));
      Path layout = temp.resolve("layout");
      service.library().save(List.of(image), layout, ImageFormat.OCI_LAYOUT);
      index(parse(Files.readString(layout.resolve("index.json"))));
      ImageIndexes indexes = service.library().indexes();
      ImageIndex made =
          ImageIndex.empty()
              .with(indexes.entry(image).withAnnotation("a", "b"))
              .withAnnotation("c", "d");
      index(parse(new String(IndexDocument.write(made), StandardCharsets.UTF_8)));
      layout(parse(Files.readString(layout.resolve("oci-layout"))));
    }
  }

  @Test
  void artifactsFollowThem() throws IOException {
    Config config = Config.defaults().withRoot(temp.resolve("root"));
    Artifact note =
        Artifact.of("application/vnd.example.note")
            .withContent("text".getBytes(StandardCharsets.UTF_8), "text/plain", Map.of("a", "b"))
            .withAnnotation("c", "d");
    try (RegistryServer server = RegistryServer.start();
        StoreImageService service =
            (StoreImageService) new StoreImageService.Factory().open(config)) {
      Registry registry = service.library().registry(server.name());
      manifest(parse(registry.push("notes:1", note).document()));
      manifest(parse(registry.push("notes:2", Artifact.of("a/b")).document()));
      Manifest attached = registry.attach("notes:1", Artifact.of("a/b"));
      descriptor(object(parse(attached.document())).get("subject"));
    }
  }

  @Test
  void whatDoesNotIsNoticed() {
    String good =
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"digest\":\"sha256:aa\",\"size\":1},"
            + "\"layers\":[{\"mediaType\":\"a/b\",\"digest\":\"sha256:aa\",\"size\":1}]}";
    assertThatCode(() -> manifest(parse(good))).doesNotThrowAnyException();
    for (String bad :
        List.of(
            good.replace("\"schemaVersion\":2", "\"schemaVersion\":1"),
            good.replace("\"size\":1", "\"size\":\"1\""),
            good.replace("\"size\":1", "\"size\":-1"),
            good.replace("sha256:aa", "sha256"),
            good.replace("a/b", "ab"),
            good.replace("layers", "layer"))) {
      assertThatThrownBy(() -> manifest(parse(bad))).isInstanceOf(AssertionError.class);
    }
  }

  private static void manifest(Object document) {
    Map<?, ?> manifest = object(document);
    assertThat(manifest.get("schemaVersion")).isEqualTo(2L);
    optionalText(manifest, "mediaType", MEDIA_TYPE);
    optionalText(manifest, "artifactType", MEDIA_TYPE);
    descriptor(manifest.get("config"));
    List<?> layers = list(manifest.get("layers"));
    assertThat(layers).isNotEmpty();
    layers.forEach(SchemaTest::descriptor);
    annotations(manifest);
  }

  private static void index(Object document) {
    Map<?, ?> index = object(document);
    assertThat(index.get("schemaVersion")).isEqualTo(2L);
    optionalText(index, "mediaType", MEDIA_TYPE);
    for (Object entry : list(index.get("manifests"))) {
      descriptor(entry);
      if (object(entry).containsKey("platform")) {
        Map<?, ?> platform = object(object(entry).get("platform"));
        text(platform.get("architecture"), ".+");
        text(platform.get("os"), ".+");
        optionalText(platform, "variant", ".+");
      }
    }
    annotations(index);
  }

  private static void descriptor(@Nullable Object value) {
    Map<?, ?> descriptor = object(value);
    text(descriptor.get("mediaType"), MEDIA_TYPE);
    text(descriptor.get("digest"), DIGEST);
    assertThat(descriptor.get("size")).isInstanceOf(Long.class);
    assertThat((Long) Objects.requireNonNull(descriptor.get("size"))).isNotNegative();
    annotations(descriptor);
  }

  private static void configuration(Object document) {
    Map<?, ?> config = object(document);
    text(config.get("architecture"), ".+");
    text(config.get("os"), ".+");
    optionalText(
        config, "created", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-].*)");
    Map<?, ?> rootfs = object(config.get("rootfs"));
    assertThat(rootfs.get("type")).isEqualTo("layers");
    list(rootfs.get("diff_ids")).forEach(diffId -> text(diffId, DIGEST));
    Map<?, ?> settings = config.containsKey("config") ? object(config.get("config")) : Map.of();
    for (String key : List.of("Env", "Entrypoint", "Cmd")) {
      if (settings.get(key) != null) {
        list(settings.get(key)).forEach(part -> text(part, "(?s).*"));
      }
    }
    for (String key : List.of("User", "WorkingDir", "StopSignal")) {
      optionalText(settings, key, ".*");
    }
  }

  private static void layout(Object document) {
    assertThat(object(document).get("imageLayoutVersion")).isEqualTo("1.0.0");
  }

  private static void annotations(Map<?, ?> document) {
    if (document.containsKey("annotations")) {
      object(document.get("annotations")).forEach((_, value) -> text(value, "(?s).*"));
    }
  }

  private static void optionalText(Map<?, ?> object, String key, String pattern) {
    if (object.containsKey(key)) {
      text(object.get(key), pattern);
    }
  }

  private static void text(@Nullable Object value, String pattern) {
    assertThat(value).isInstanceOf(String.class);
    assertThat((String) Objects.requireNonNull(value)).matches(pattern);
  }

  private static Map<?, ?> object(@Nullable Object value) {
    assertThat(value).isInstanceOf(Map.class);
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    assertThat(value).isInstanceOf(List.class);
    return (List<?>) Objects.requireNonNull(value);
  }

  private static Object parse(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      return value(parser);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          assertThat(object.put(key, value(parser))).as("%s twice", key).isNull();
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      default -> parser.getText();
    };
  }
}
