/** Runs containers through the kernel's own interfaces: implements the runtime's service. */
module io.jcontainer.linux {
  requires io.jcontainer;
  requires io.jcontainer.kernel;
  requires jdk.jfr;
  requires static org.jspecify;
  requires org.slf4j;

  provides io.jcontainer.spi.ContainerRuntime.Factory with
      io.jcontainer.linux.LinuxRuntime.Factory;
}
