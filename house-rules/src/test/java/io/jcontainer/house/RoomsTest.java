package io.jcontainer.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.jcontainer.house.offender.Offender;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoomsTest {
  private static List<Rooms> modules() {
    return Rooms.LIBRARIES;
  }

  private static DescribedPredicate<JavaClass> within(Rooms rooms) {
    return DescribedPredicate.describe(
        "are in " + rooms.root(), c -> rooms.floorOf(c.getPackageName()).isPresent());
  }

  private static ArchRule floors(Rooms rooms) {
    return classes().that(within(rooms)).should(new Floors(rooms)).allowEmptyShould(true);
  }

  private static ArchRule others(Rooms rooms) {
    String[] allowed = rooms.others().toArray(String[]::new);
    return classes()
        .that(within(rooms))
        .should()
        .onlyDependOnClassesThat(
            within(rooms)
                .or(JavaClass.Predicates.resideInAnyPackage(allowed))
                .or(
                    DescribedPredicate.describe(
                        "primitive arrays", c -> c.getBaseComponentType().isPrimitive())))
        .allowEmptyShould(true);
  }

  private static Set<String> packages() {
    Set<String> names = new TreeSet<>();
    Libraries.classes().forEach(c -> names.add(c.getPackageName()));
    return names;
  }

  @Test
  void everyPackageIsARoomOfOneModule() {
    assertThat(packages())
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(modules().stream().filter(m -> m.floorOf(name).isPresent()))
                    .as("modules with a room for %s; Rooms is the map", name)
                    .hasSize(1));
  }

  @Test
  void everyPackageIsNullMarked() {
    JavaPackage root = Libraries.classes().getPackage("io.jcontainer");
    Stream<JavaPackage> all = Stream.concat(Stream.of(root), root.getSubpackagesInTree().stream());
    assertThat(all.filter(p -> !p.getClasses().isEmpty()))
        .isNotEmpty()
        .allMatch(p -> p.isAnnotatedWith(NullMarked.class), "is @NullMarked");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void roomsUseOnlyThoseBelow(Rooms module) {
    floors(module).check(Libraries.classes());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void modulesUseOnlyWhatTheyAreAllowed(Rooms module) {
    others(module).check(Libraries.classes());
  }

  @Test
  void packagesBelowTheFrontDoorHaveNoCycles() {
    slices().matching("io.jcontainer.(**)").should().beFreeOfCycles().check(Libraries.classes());
  }

  @Test
  void aRoomThatUsesTheOneAboveIsFound() {
    JavaClasses classes = new ClassFileImporter().importPackagesOf(Offender.class);
    String root = "io.jcontainer.house.offender";
    Rooms upsideDown = Rooms.withRooms(root, List.of("upstairs", "downstairs"), Set.of("java.."));
    assertThat(floors(upsideDown).evaluate(classes).getFailureReport().getDetails())
        .isNotEmpty()
        .allSatisfy(detail -> assertThat(detail).contains("Downstairs.up", "Upstairs"));
    assertThat(others(upsideDown).evaluate(classes).hasViolation()).isTrue();
  }
}
