package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.ByteSize;
import io.jcontainer.SandboxResult;
import io.jcontainer.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that leave files which are hard to live with. */
class HostileLitterTest extends HostileCorpus {
  @TempDir Path canary;

  private SandboxResult litter(String script) throws InterruptedException {
    return run(sandbox, script.split(" "));
  }

  @Test
  void aHugeFileMeetsTheDisk() throws Exception {
    SandboxResult result = litter("litter huge /work/huge");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.DISK_LIMIT);
    assertThat(result.evidence().diskFull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"huge", "sparse"})
  void aFileMeetsItsOwnLimitBeforeTheDisk(String how) throws Exception {
    SandboxResult result =
        run(
            sandbox.withLimits(small().withFileSize(ByteSize.ofKiB(64))),
            "litter",
            how,
            "/work/file");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.DISK_LIMIT);
    assertThat(result.evidence().diskFull()).isFalse();
  }

  @Test
  void aMillionFilesMeetTheDisk() throws Exception {
    SandboxResult result = litter("litter many /tmp");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.DISK_LIMIT);
  }

  @Test
  void aDeepDirectoryMeetsTheDiskAndIsRemoved() throws Exception {
    SandboxResult result = litter("litter deep /work");
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.DISK_LIMIT);
  }

  @Test
  void noLinkMakesSomebodyElsesFileItsOwn() throws Exception {
    Map<String, String> report = report(run(sandbox.withFile("own", "x"), "litter", "links"));
    assertThat(report)
        .containsEntry("hard link to the image", "EXDEV")
        .containsEntry("hard link to the system", "EXDEV")
        .containsEntry("hard link across mounts", "EXDEV")
        .containsEntry("write through a link", "EACCES")
        .containsEntry("loop", "ELOOP")
        .containsEntry("climb", "ENOENT")
        .containsEntry("rename over a mount", "EXDEV")
        .containsEntry("remove the image", "EROFS")
        .containsEntry("root of another", "EACCES");
  }

  @Test
  void noLinkIsFollowedOutsideWhenFilesAreFetched() throws Exception {
    Path secret = Files.writeString(canary.resolve("secret"), "of the host");
    SandboxResult result =
        run(
            sandbox.withResultFiles("out", "climb", "self", "sub/out"),
            "sh",
            "-c",
            "ln -s %s out; ln -s ../../../../../..%s climb; ln -s /proc/self/environ self; ln -s / sub"
                .formatted(secret, secret));
    assertThat(result.verdict()).isEqualTo(Verdict.OK);
    assertThat(result.files()).isEmpty();
    assertThat(result.missing()).hasSize(4);
  }

  @Test
  void namesAreOnlyNames() throws Exception {
    SandboxResult result =
        run(
            sandbox.withResultFiles("-rf", "a\nb", "$(id)", "\033]0;owned\007", "\033none"),
            "litter",
            "names",
            "/work");
    assertThat(result.files()).containsOnlyKeys("-rf", "a\nb", "$(id)", "\033]0;owned\007");
    assertThat(result.missing().get("\033none")).doesNotContain("\033");
  }
}
