package io.jcontainer.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleReference;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who requires and exports what changes only where a review can see it. */
class ModuleDescriptorsTest {
  private static List<ModuleReference> modules() {
    return Modules.all();
  }

  @Test
  void everyLibraryIsAModule() {
    assertThat(modules())
        .extracting(module -> module.descriptor().name())
        .containsExactlyInAnyOrderElementsOf(Rooms.LIBRARIES.stream().map(Rooms::root).toList());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void theDescriptorIsTheOneInReview(ModuleReference module) {
    ModuleDescriptor descriptor = module.descriptor();
    new Golden("modules/" + descriptor.name() + ".txt").matches(text(descriptor));
  }

  private static String text(ModuleDescriptor descriptor) {
    Stream<String> lines =
        Stream.of(
                descriptor.exports().stream().map(ModuleDescriptorsTest::line),
                descriptor.requires().stream()
                    .filter(r -> !r.modifiers().contains(Requires.Modifier.MANDATED))
                    .map(ModuleDescriptorsTest::line),
                descriptor.uses().stream().map(service -> "uses " + service),
                descriptor.provides().stream().map(ModuleDescriptorsTest::line),
                descriptor.opens().stream().map(opens -> "opens " + opens.source()))
            .flatMap(group -> group.sorted());
    return Stream.concat(Stream.of(descriptor.name()), lines)
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private static String line(Exports exports) {
    String targets = exports.isQualified() ? " to " + join(exports.targets()) : "";
    return "exports " + exports.source() + targets;
  }

  private static String line(Requires requires) {
    String modifiers =
        requires.modifiers().stream()
            .map(modifier -> modifier.name().toLowerCase(Locale.ROOT) + " ")
            .sorted()
            .collect(Collectors.joining());
    return "requires " + modifiers + requires.name();
  }

  private static String line(Provides provides) {
    return "provides " + provides.service() + " with " + String.join(", ", provides.providers());
  }

  private static String join(Set<String> names) {
    return names.stream().sorted().collect(Collectors.joining(", "));
  }
}
