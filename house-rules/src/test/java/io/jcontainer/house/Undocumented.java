package io.jcontainer.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The public elements of Java sources that carry no comment. */
final class Undocumented extends TreePathScanner<@Nullable Void, String> {
  private final DocTrees comments;
  private final List<String> found = new ArrayList<>();

  private Undocumented(DocTrees comments) {
    this.comments = comments;
  }

  /** Names of the elements in the sources of one package and those below it. */
  static List<String> in(Path sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> files = Files.walk(sources);
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<Path> java =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .toList();
      var task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(java));
      Undocumented scanner = new Undocumented(DocTrees.instance(task));
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, "");
      }
      return scanner.found;
    }
  }

  @Override
  public @Nullable Void visitClass(ClassTree type, String outer) {
    if (!isPublic(type.getModifiers())) {
      return null;
    }
    String name = outer + type.getSimpleName();
    check(name);
    return super.visitClass(type, name + ".");
  }

  @Override
  public @Nullable Void visitMethod(MethodTree method, String outer) {
    boolean overrides =
        method.getModifiers().getAnnotations().stream()
            .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
    if (isPublic(method.getModifiers()) && !overrides) {
      check(outer + method.getName());
    }
    return null;
  }

  @Override
  public @Nullable Void visitVariable(VariableTree field, String outer) {
    if (isPublic(field.getModifiers())) {
      check(outer + field.getName());
    }
    return null;
  }

  private void check(String name) {
    String comment = comments.getDocComment(getCurrentPath());
    if (comment == null || comment.isBlank()) {
      found.add(name);
    }
  }

  /** Members of interfaces are public without saying so. */
  private boolean isPublic(ModifiersTree modifiers) {
    Set<Modifier> flags = modifiers.getFlags();
    return flags.contains(Modifier.PUBLIC)
        || flags.contains(Modifier.PROTECTED)
        || (isMemberOfInterface() && !flags.contains(Modifier.PRIVATE));
  }

  private boolean isMemberOfInterface() {
    TreePath parent = getCurrentPath().getParentPath();
    Tree.Kind kind = parent.getLeaf().getKind();
    return kind == Tree.Kind.INTERFACE || kind == Tree.Kind.ANNOTATION_TYPE;
  }
}
