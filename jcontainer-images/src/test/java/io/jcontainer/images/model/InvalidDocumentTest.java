package io.jcontainer.images.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcontainer.InvalidImageException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidDocumentTest {
  private static final String MANIFEST = Samples.ociManifest();
  private static final String INDEX = Samples.ociIndex();

  /** Each row: what is changed in the manifest, into what, and a word of the complaint. */
  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("\"schemaVersion\":2,", "", "\"schemaVersion\" is missing"),
        Arguments.of("\"schemaVersion\":2", "\"schemaVersion\":3", "schemaVersion is 3"),
        Arguments.of("\"schemaVersion\":2", "\"schemaVersion\":\"2\"", "whole number"),
        Arguments.of("\"schemaVersion\":2", "\"schemaVersion\":2.0", "whole number"),
        Arguments.of("\"schemaVersion\":2", "\"schemaVersion\":2e0", "whole number"),
        Arguments.of("\"config\":", "\"konfig\":", "\"config\" is missing"),
        Arguments.of("\"layers\":", "\"leyers\":", "\"layers\" is missing"),
        Arguments.of("\"layers\":[", "\"layers\":[null,", "object is expected"),
        Arguments.of("\"layers\":[", "\"layers\":[[],", "object is expected"),
        Arguments.of("\"layers\":[", "\"layers\":[7,", "object is expected"),
        Arguments.of("\"size\":1000", "\"size\":-1", "-1 bytes"),
        Arguments.of("\"size\":1000", "\"size\":9223372036854775808", "out of range"),
        Arguments.of("\"size\":1000", "\"size\":1099511627777", "cannot be right"),
        Arguments.of("\"size\":1000", "\"size\":4194305", "more than 4 MiB"),
        Arguments.of("\"size\":1000", "\"size\":" + "9".repeat(40), "not well-formed"),
        Arguments.of("\"size\":1000", "\"size\":1e3", "whole number"),
        Arguments.of("\"size\":1000", "\"size\":null", "\"size\" is missing"),
        Arguments.of("\"size\":1000", "\"size\":NaN", "not well-formed"),
        Arguments.of("\"size\":1000", "\"size\":01000", "not well-formed"),
        Arguments.of("\"size\":1000", "\"size\":+1000", "not well-formed"),
        Arguments.of(",\"size\":1000", "", "\"size\" is missing"),
        Arguments.of("\"digest\":\"sha256:aaa", "\"digest\":\"sha256:AAA", "hexadecimal"),
        Arguments.of("\"digest\":\"sha256:aaa", "\"digest\":\"sha256:../", "hexadecimal"),
        Arguments.of("\"digest\":\"sha256:aaa", "\"digest\":\"sha256:aaaa", "hexadecimal"),
        Arguments.of("\"digest\":\"sha256:aaa", "\"digest\":\"sha256:a\\u0000a", "NUL"),
        Arguments.of("\"digest\":\"sha256:aaa", "\"digest\":\"md5:aaa", "sha256 and sha512"),
        Arguments.of(
            "\"mediaType\":\"" + Samples.OCI_CONFIG, "\"x\":\"", "\"mediaType\" is missing"),
        Arguments.of(
            Samples.OCI_CONFIG, "application/vnd.cncf.helm.config.v1+json", "no container image"),
        Arguments.of(
            Samples.OCI_LAYER, "application/vnd.oci.empty.v1+json", "no file system layer"),
        Arguments.of("\"k\":\"v\"", "\"k\":7", "string is expected"),
        Arguments.of("\"k\":\"v\"", "\"k\":null", "string is expected"),
        Arguments.of("\"k\":\"v\"", "\"k\":\"\\ud800\"", "surrogate"),
        Arguments.of("\"k\":\"v\"", "\"\\udc00\":\"v\"", "surrogate"),
        Arguments.of("\"k\":\"v\"", "\"k\":\"v\",\"k\":\"v\"", "Duplicate field"),
        Arguments.of("\"schemaVersion\":2", "\"schemaVersion\":2,\"schemaVersion\":2", "Duplicate"),
        Arguments.of(
            "\"schemaVersion\":2", "\"schemaVersion\":2,\"x\":{\"a\":1,\"a\":1}", "Duplicate"),
        Arguments.of("\"schemaVersion\":2", "\"schemaVersion\":2,\"\\u006cayers\":[]", "Duplicate"),
        Arguments.of("\"schemaVersion\":2", "\"schemaVersion\":2,\"Layers\":[]", "in case only"),
        Arguments.of("\"schemaVersion\":2", "\"schemaVersion\":2,\"MANIFESTS\":[]", "in case only"),
        Arguments.of(
            "\"schemaVersion\":2", "\"schemaVersion\":2,\"layer\u017f\":[]", "in case only"),
        Arguments.of("\"size\":1000", "\"size\":1000,\"Digest\":\"\"", "in case only"),
        Arguments.of("{", "[", "object is expected"),
        Arguments.of("{\"schemaVersion\"", "{,\"schemaVersion\"", "not well-formed"),
        Arguments.of("\"layers\"", "/* */\"layers\"", "not well-formed"),
        Arguments.of("\"layers\"", "'layers'", "not well-formed"),
        Arguments.of("\"layers\"", "layers", "not well-formed"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void refusesBrokenManifests(String part, String replacement, String complaint) {
    assertThat(MANIFEST).contains(part);
    assertInvalid(
        MANIFEST.replaceFirst(Pattern.quote(part), Matcher.quoteReplacement(replacement)),
        Samples.OCI_MANIFEST,
        complaint);
  }

  /**
   * A document and how it is announced, where two readers could see two things (CVE-2021-41190).
   */
  static Stream<Arguments> ambiguous() {
    String layers = "\"layers\":[" + Samples.descriptor(Samples.OCI_LAYER, Samples.B, 1) + "]";
    String config = "\"config\":" + Samples.descriptor(Samples.OCI_CONFIG, Samples.A, 1);
    String manifests = "\"manifests\":[" + Samples.entry(Samples.C, "linux", "amd64", "") + "]";
    return Stream.of(
        Arguments.of(with(INDEX, layers), Samples.OCI_INDEX),
        Arguments.of(with(INDEX, config), Samples.OCI_INDEX),
        Arguments.of(with(INDEX, config + "," + layers), Samples.OCI_INDEX),
        Arguments.of(with(INDEX, "\"layers\":[]"), Samples.OCI_INDEX),
        Arguments.of(with(MANIFEST, manifests), Samples.OCI_MANIFEST),
        Arguments.of(with(MANIFEST, "\"manifests\":[]"), Samples.OCI_MANIFEST),
        Arguments.of(with(Samples.dockerList(), layers), Samples.DOCKER_LIST),
        Arguments.of(with(Samples.dockerManifest(), manifests), Samples.DOCKER_MANIFEST));
  }

  @ParameterizedTest
  @MethodSource("ambiguous")
  void refusesDocumentsThatCouldBeTwoThings(String json, String declared) {
    assertInvalid(json, declared, "ambiguous");
  }

  @Test
  void refusesEveryDisagreementAboutTheType() {
    String[] documents = {
      Samples.ociIndex(), Samples.ociManifest(), Samples.dockerList(), Samples.dockerManifest()
    };
    String[] types = {
      Samples.OCI_INDEX, Samples.OCI_MANIFEST, Samples.DOCKER_LIST, Samples.DOCKER_MANIFEST
    };
    for (int document = 0; document < documents.length; document++) {
      for (int type = 0; type < types.length; type++) {
        if (document != type) {
          assertInvalid(documents[document], types[type], "announced as");
        }
      }
      assertInvalid(documents[document], "application/json", "announced as");
      assertInvalid(documents[document], "text/plain", "announced as");
    }
  }

  @Test
  void refusesADocumentThatSaysItIsTheOtherShape() {
    assertInvalid(
        MANIFEST.replace(Samples.OCI_MANIFEST, Samples.OCI_INDEX), Samples.OCI_INDEX, "ambiguous");
    assertInvalid(
        INDEX.replaceFirst(Pattern.quote(Samples.OCI_INDEX), Samples.OCI_MANIFEST),
        Samples.OCI_MANIFEST,
        "ambiguous");
  }

  @Test
  void refusesADocumentOfNoType() {
    String silent = MANIFEST.replace("\"mediaType\":\"" + Samples.OCI_MANIFEST + "\",", "");
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> Document.parse(bytes(silent), Optional.empty(), "it"))
        .withMessageContaining("neither");
    assertInvalid(silent, "application/octet-stream", "no image manifest or index");
    assertInvalid(silent, Samples.OCI_CONFIG, "no image manifest or index");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"schemaVersion":1,"name":"a","tag":"b","architecture":"amd64",
         "fsLayers":[{"blobSum":"sha256:a"}],"history":[{"v1Compatibility":"{}"}]}\
        """,
        "{\"schemaVersion\":1}",
        "{\"schemaVersion\":2,\"fsLayers\":[]}",
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker.distribution.manifest.v1+prettyjws\"}"
      })
  void saysWhatToDoAboutSchema1(String json) {
    for (String type :
        new String[] {
          "application/vnd.docker.distribution.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v1+prettyjws"
        }) {
      if (!json.contains("prettyjws") || type.contains("prettyjws")) {
        assertInvalid(json, type, "schema 1", "push the image again");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\n", "null", "7", "\"x\"", "[]", "true", "{", "}", "{}", "[{}]"})
  void refusesWhatIsNoDocument(String json) {
    assertInvalid(json, Samples.OCI_MANIFEST, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "{}", "null", ",", "]", "}", "\u0000", "\n\n {", "//", "\u00a0"})
  void refusesWhatFollowsTheEnd(String more) {
    assertInvalid(MANIFEST + more, Samples.OCI_MANIFEST, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "IBM037"})
  void refusesOtherEncodings(String charset) {
    byte[] bytes = MANIFEST.getBytes(Charset.forName(charset));
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> Document.parse(bytes, Optional.of(Samples.OCI_MANIFEST), "it"));
  }

  @Test
  void refusesAByteOrderMarkAndBrokenUtf8() {
    assertInvalid("\ufeff" + MANIFEST, Samples.OCI_MANIFEST, "");
    byte[] overlong = bytes(MANIFEST.replace("\"k\"", "\"kkk\""));
    int at = MANIFEST.indexOf("\"k\"") + 1;
    overlong[at] = (byte) 0xc0;
    overlong[at + 1] = (byte) 0x80;
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> Document.parse(overlong, Optional.of(Samples.OCI_MANIFEST), "it"))
        .withMessageContaining("not UTF-8");
  }

  @Test
  void namesThePartAndThePlace() {
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(
            () ->
                Document.parse(
                    bytes(MANIFEST.replace("\"size\":3000", "\"size\":-3")),
                    Optional.of(Samples.OCI_MANIFEST),
                    "manifest of app:1"))
        .withMessage(
            "invalid manifest of app:1: /layers/1/size: a size of -3 bytes cannot be right")
        .satisfies(e -> assertThat(e.part()).isEqualTo("manifest of app:1"));
  }

  @Test
  void showsNoControlCharactersOfTheDocument() {
    String json = MANIFEST.replace(Samples.OCI_LAYER, "a/b\\u001b]0;title\\u0007\\n");
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> Document.parse(bytes(json), Optional.of(Samples.OCI_MANIFEST), "it"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
  }

  private static String with(String json, String field) {
    return json.replaceFirst("\\{", Matcher.quoteReplacement("{" + field + ","));
  }

  private static void assertInvalid(String json, String declared, String... complaints) {
    assertThatExceptionOfType(InvalidImageException.class)
        .isThrownBy(() -> Document.parse(bytes(json), Optional.of(declared), "manifest of app:1"))
        .satisfies(e -> assertThat(e.getMessage()).contains(complaints));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
