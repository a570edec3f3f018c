package io.jcontainer.kernel.ffi;

import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import java.lang.foreign.MemorySegment;

/** The JVM's permission for this module to call native code (JEP 472). */
public final class NativeAccess {
  private NativeAccess() {}

  /**
   * Asks the JVM once, cheaply, before anything is linked: a refusal in the middle of a class
   * initializer would leave only a NoClassDefFoundError to later callers.
   *
   * @throws HostUnsupportedException naming the flag that is missing
   */
  public static void require() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      throw new HostUnsupportedException(
          HostFeature.NATIVE_ACCESS,
          "this is " + System.getProperty("os.name") + ", not Linux",
          "containers are made by the Linux kernel alone");
    }
    try {
      long none = MemorySegment.NULL.reinterpret(0).byteSize();
      assert none == 0;
    } catch (IllegalCallerException denied) {
      throw new HostUnsupportedException(
          HostFeature.NATIVE_ACCESS,
          "the JVM denies native calls to " + caller(),
          "start java with " + flag(NativeAccess.class.getModule()));
    }
  }

  private static String caller() {
    Module module = NativeAccess.class.getModule();
    return module.isNamed() ? "module " + module.getName() : "the class path";
  }

  /**
   * The option that allows native calls to a module as it was found: named or on the class path.
   */
  static String flag(Module module) {
    return "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
  }
}
