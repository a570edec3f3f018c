/** Fetches, keeps and unpacks images: implements the image service. */
module io.jcontainer.images {
  requires io.jcontainer;
  requires io.jcontainer.kernel;
  requires static org.jspecify;
  requires org.slf4j;
  requires java.net.http;
  requires com.fasterxml.jackson.core;
  requires org.apache.commons.compress;
  requires com.github.luben.zstd_jni;

  provides io.jcontainer.spi.ImageLockFormat with
      io.jcontainer.images.ImageLockJson;
  provides io.jcontainer.spi.ImageService.Factory with
      io.jcontainer.images.StoreImageService.Factory;
  provides io.jcontainer.spi.SeccompProfileReader with
      io.jcontainer.images.SeccompJson;
  provides io.jcontainer.spi.SignaturePolicyFormat with
      io.jcontainer.images.signatures.PolicyJson;
}
