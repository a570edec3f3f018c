package io.jcontainer;

/** No image of that name: the registry or the store was asked and said no. */
public final class ImageNotFoundException extends ImageException {
  private static final long serialVersionUID = 1L;

  private final String image;

  /**
   * Names the image that is not there.
   *
   * @param image the reference that was asked for
   * @param where who was asked, such as {@code registry 127.0.0.1:5000}
   * @param remedy what to look at
   */
  public ImageNotFoundException(String image, String where, String remedy) {
    super("no image " + Text.printable(image) + " in " + Text.message(where + ": " + remedy), null);
    this.image = image;
  }

  /** The reference that was asked for. */
  public String image() {
    return image;
  }
}
