package io.jcontainer.kernel;

/**
 * An entry of a directory ({@code getdents64(2)}).
 *
 * @param name one path part
 * @param type DT_ value: 4 directory, 8 file, 10 symlink; 0 if the file system does not tell
 * @param inode number
 */
public record DirectoryEntry(String name, int type, long inode) {
  /** Whether the file system said that it is a directory. */
  public boolean isDirectory() {
    return type == 4;
  }
}
