package io.jcontainer.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The modules of the libraries, from the class path: what Maven made of them a moment ago. */
final class Modules {
  private Modules() {}

  static List<ModuleReference> all() {
    return Arrays.stream(System.getProperty("java.class.path").split(":"))
        .filter(entry -> entry.contains("jcontainer-"))
        .flatMap(entry -> ModuleFinder.of(Path.of(entry)).findAll().stream())
        .filter(module -> !module.descriptor().isAutomatic())
        .filter(module -> !module.descriptor().name().endsWith(".examples"))
        .toList();
  }

  static ModuleReference named(String name) {
    return all().stream()
        .filter(module -> module.descriptor().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The classes in packages that the module exports to all. */
  static List<Class<?>> exportedClasses(ModuleReference module) {
    List<String> packages =
        module.descriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .toList();
    try (ModuleReader reader = module.open();
        Stream<String> entries = reader.list()) {
      return entries
          .filter(entry -> entry.endsWith(".class") && entry.contains("/"))
          .map(entry -> entry.substring(0, entry.length() - ".class".length()).replace('/', '.'))
          .filter(name -> packages.contains(name.substring(0, name.lastIndexOf('.'))))
          .filter(name -> !name.endsWith(".package-info"))
          .sorted()
          .<Class<?>>map(Modules::load)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + module, e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Modules.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the module lists a class that is not on the class path", e);
    }
  }
}
