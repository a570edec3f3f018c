package io.jcontainer;

/** A {@link SignaturePolicy} does not let an image in: nothing of it was unpacked or named. */
public final class ImageSignatureException extends ImageException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String image;

  /** What is wrong. */
  public enum Reason {
    /** The rule refuses all, or what has come in a way that knows no signatures. */
    REJECTED,
    /** A signature is needed, and there is none at all. */
    UNSIGNED,
    /** There are signatures, and not those that are needed. */
    UNTRUSTED
  }

  /**
   * Names the image, the rule and the remedy.
   *
   * @param image the reference that was asked for
   * @param why with the rule that counts, what is wrong and the remedy
   */
  public ImageSignatureException(Reason reason, String image, String why) {
    super("image " + Text.printable(image) + " is not taken: " + Text.message(why), null);
    this.reason = reason;
    this.image = image;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }

  /** The reference that was asked for. */
  public String image() {
    return image;
  }
}
