package io.jcontainer.images.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.InvalidImageException;
import io.jcontainer.images.testing.Tar;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
  private static final LayerBlob BLOB = Tar.blob(new byte[0]);

  private static Placement place(String name) {
    return Placement.of(EntryPath.parse(name, BLOB), BLOB);
  }

  @ParameterizedTest
  @CsvSource({
    "a, /a",
    "/a, /a",
    "./a/./b/, /a/b",
    "a//b, /a/b",
    "../a, /a",
    "a/../../../b, /b",
    "a/b/../c, /a/c",
    "..., /...",
    ".wha, /.wha",
    "wh., /wh."
  })
  void namesAreCleanedAndStayBeneathTheRoot(String name, String path) {
    assertThat(place(name)).isInstanceOf(Placement.At.class);
    assertThat(EntryPath.parse(name, BLOB)).hasToString(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "./", "/", "..", "../..", "a/..", "//"})
  void whatLeadsToTheRootIsTheRoot(String name) {
    assertThat(place(name)).isEqualTo(new Placement.Root());
  }

  @Test
  void whiteoutsNameWhatTheyHide() {
    assertThat(place("a/.wh.b"))
        .isEqualTo(new Placement.Whiteout(new EntryPath(List.of("a", "b"))));
    assertThat(place(".wh.x")).isEqualTo(new Placement.Whiteout(new EntryPath(List.of("x"))));
    assertThat(place("a/.wh..wh..opq"))
        .isEqualTo(new Placement.Opaque(new EntryPath(List.of("a"))));
    assertThat(place(".wh..wh..opq")).isEqualTo(new Placement.Opaque(new EntryPath(List.of())));
    assertThat(place(".wh..x")).isEqualTo(new Placement.Whiteout(new EntryPath(List.of(".x"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {".wh..wh.plnk/1.2", "a/.wh..wh.orph", ".wh..wh..opq/x"})
  void bookkeepingOfAufsIsNoPartOfTheTree(String name) {
    assertThat(place(name)).isEqualTo(new Placement.AufsBookkeeping());
  }

  @ParameterizedTest
  @ValueSource(strings = {".wh.", "a/.wh.", ".wh..", ".wh...", ".wh.a/b", "a/.wh.b/c"})
  void whiteoutsThatMakeNoSenseAreRefused(String name) {
    assertThatThrownBy(() -> place(name)).isInstanceOf(InvalidImageException.class);
  }
}
