package io.jcontainer.house.offender;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.lang.foreign.Arena;
import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.util.logging.Logger;

/** Does everything that is forbidden. It is compiled and looked at, never run. */
public final class Offender {
  void standardStreams() {
    System.out.println("hello");
  }

  void genericThrows() {
    throw new RuntimeException("oh");
  }

  void foreignMemory() {
    Arena.global();
  }

  void hostProcesses() throws IOException {
    new ProcessBuilder("true").start();
  }

  File fileAndUrl() {
    return new File("a");
  }

  void sleep() throws InterruptedException {
    Thread.sleep(1);
  }

  Object deserialisation(InputStream in) throws IOException, ClassNotFoundException {
    return new ObjectInputStream(in).readObject();
  }

  void openReflection(Method method) {
    method.setAccessible(true);
  }

  void jvmExit() {
    System.exit(0);
  }

  void nativeLibraries() {
    System.loadLibrary("c");
  }

  HttpClient httpRedirects() {
    return HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  }

  void ownLogging() {
    Logger.getGlobal().info("hello");
  }
}
