/** The front door of jcontainer: what a program types, and the two service interfaces behind it. */
module io.jcontainer {
  requires transitive org.jspecify;

  exports io.jcontainer;
  exports io.jcontainer.spi;

  uses io.jcontainer.spi.ContainerRuntime.Factory;
  uses io.jcontainer.spi.ImageLockFormat;
  uses io.jcontainer.spi.ImageService.Factory;
  uses io.jcontainer.spi.SeccompProfileReader;
  uses io.jcontainer.spi.SignaturePolicyFormat;
}
