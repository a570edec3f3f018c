package io.jcontainer.refused;

/** Error Prone: one of its errors. */
final class SelfAssignment {
  private int size;

  void setSize(int newSize) {
    this.size = this.size;
  }

  int size() {
    return size;
  }
}
