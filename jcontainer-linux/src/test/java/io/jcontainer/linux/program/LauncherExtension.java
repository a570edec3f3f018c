package io.jcontainer.linux.program;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives the tests of a class one launcher, as a parameter. */
final class LauncherExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LauncherExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Launcher launcher = new Launcher(Run.KERNEL);
    launcher.spawn().close(); // its thread starts with the first, and is not the first test's
    context.getStore(NAMESPACE).put(Launcher.class, launcher);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    launcher(context).close();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Launcher.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return launcher(context);
  }

  private static Launcher launcher(ExtensionContext context) {
    return context.getStore(NAMESPACE).get(Launcher.class, Launcher.class);
  }
}
