package io.jcontainer.images.testing;

import io.jcontainer.kernel.Kernel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A kernel before which somebody sees every call, and may fail it. */
public final class Interposed {
  private Interposed() {}

  /** Sees a call before it is made. */
  @FunctionalInterface
  public interface Before {
    /** What it throws is what the caller gets. */
    void call(Method method, Object[] arguments);
  }

  /** A kernel with somebody before it. */
  public static Kernel on(Kernel kernel, Before before) {
    return (Kernel)
        Proxy.newProxyInstance(
            Kernel.class.getClassLoader(),
            new Class<?>[] {Kernel.class},
            (proxy, method, arguments) -> {
              before.call(method, arguments);
              try {
                return method.invoke(kernel, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
