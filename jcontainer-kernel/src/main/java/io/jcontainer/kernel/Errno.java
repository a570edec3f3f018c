package io.jcontainer.kernel;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Why a system call failed: the kernel's number, with its name and what it means ({@code
 * errno(3)}).
 *
 * <p>The numbers are those of {@code asm-generic/errno.h}, which x86-64 and aarch64 share. A number
 * that is not listed there (some file systems let kernel-internal ones out, such as 524) is as good
 * an errno as any; it only has no name.
 *
 * @param number positive
 */
public record Errno(int number) implements Serializable {
  private static final int COUNT = 134;
  private static final @Nullable Name[] NAMES = new @Nullable Name[COUNT];

  public static final Errno EPERM = named(1, "EPERM", "operation not permitted");
  public static final Errno ENOENT = named(2, "ENOENT", "no such file or directory");
  public static final Errno ESRCH = named(3, "ESRCH", "no such process");
  public static final Errno EINTR = named(4, "EINTR", "interrupted system call");
  public static final Errno EIO = named(5, "EIO", "input/output error");
  public static final Errno ENXIO = named(6, "ENXIO", "no such device or address");
  public static final Errno E2BIG = named(7, "E2BIG", "argument list too long");
  public static final Errno ENOEXEC = named(8, "ENOEXEC", "exec format error");
  public static final Errno EBADF = named(9, "EBADF", "bad file descriptor");
  public static final Errno ECHILD = named(10, "ECHILD", "no child processes");
  public static final Errno EAGAIN = named(11, "EAGAIN", "resource temporarily unavailable");
  public static final Errno ENOMEM = named(12, "ENOMEM", "cannot allocate memory");
  public static final Errno EACCES = named(13, "EACCES", "permission denied");
  public static final Errno EFAULT = named(14, "EFAULT", "bad address");
  public static final Errno ENOTBLK = named(15, "ENOTBLK", "block device required");
  public static final Errno EBUSY = named(16, "EBUSY", "device or resource busy");
  public static final Errno EEXIST = named(17, "EEXIST", "file exists");
  public static final Errno EXDEV = named(18, "EXDEV", "invalid cross-device link");
  public static final Errno ENODEV = named(19, "ENODEV", "no such device");
  public static final Errno ENOTDIR = named(20, "ENOTDIR", "not a directory");
  public static final Errno EISDIR = named(21, "EISDIR", "is a directory");
  public static final Errno EINVAL = named(22, "EINVAL", "invalid argument");
  public static final Errno ENFILE = named(23, "ENFILE", "too many open files in system");
  public static final Errno EMFILE = named(24, "EMFILE", "too many open files");
  public static final Errno ENOTTY = named(25, "ENOTTY", "inappropriate ioctl for device");
  public static final Errno ETXTBSY = named(26, "ETXTBSY", "text file busy");
  public static final Errno EFBIG = named(27, "EFBIG", "file too large");
  public static final Errno ENOSPC = named(28, "ENOSPC", "no space left on device");
  public static final Errno ESPIPE = named(29, "ESPIPE", "illegal seek");
  public static final Errno EROFS = named(30, "EROFS", "read-only file system");
  public static final Errno EMLINK = named(31, "EMLINK", "too many links");
  public static final Errno EPIPE = named(32, "EPIPE", "broken pipe");
  public static final Errno EDOM = named(33, "EDOM", "numerical argument out of domain");
  public static final Errno ERANGE = named(34, "ERANGE", "numerical result out of range");
  public static final Errno EDEADLK = named(35, "EDEADLK", "resource deadlock avoided");
  public static final Errno ENAMETOOLONG = named(36, "ENAMETOOLONG", "file name too long");
  public static final Errno ENOLCK = named(37, "ENOLCK", "no locks available");
  public static final Errno ENOSYS = named(38, "ENOSYS", "function not implemented");
  public static final Errno ENOTEMPTY = named(39, "ENOTEMPTY", "directory not empty");
  public static final Errno ELOOP = named(40, "ELOOP", "too many levels of symbolic links");
  public static final Errno ENOMSG = named(42, "ENOMSG", "no message of desired type");
  public static final Errno EIDRM = named(43, "EIDRM", "identifier removed");
  public static final Errno ECHRNG = named(44, "ECHRNG", "channel number out of range");
  public static final Errno EL2NSYNC = named(45, "EL2NSYNC", "level 2 not synchronized");
  public static final Errno EL3HLT = named(46, "EL3HLT", "level 3 halted");
  public static final Errno EL3RST = named(47, "EL3RST", "level 3 reset");
  public static final Errno ELNRNG = named(48, "ELNRNG", "link number out of range");
  public static final Errno EUNATCH = named(49, "EUNATCH", "protocol driver not attached");
  public static final Errno ENOCSI = named(50, "ENOCSI", "no CSI structure available");
  public static final Errno EL2HLT = named(51, "EL2HLT", "level 2 halted");
  public static final Errno EBADE = named(52, "EBADE", "invalid exchange");
  public static final Errno EBADR = named(53, "EBADR", "invalid request descriptor");
  public static final Errno EXFULL = named(54, "EXFULL", "exchange full");
  public static final Errno ENOANO = named(55, "ENOANO", "no anode");
  public static final Errno EBADRQC = named(56, "EBADRQC", "invalid request code");
  public static final Errno EBADSLT = named(57, "EBADSLT", "invalid slot");
  public static final Errno EBFONT = named(59, "EBFONT", "bad font file format");
  public static final Errno ENOSTR = named(60, "ENOSTR", "device not a stream");
  public static final Errno ENODATA = named(61, "ENODATA", "no data available");
  public static final Errno ETIME = named(62, "ETIME", "timer expired");
  public static final Errno ENOSR = named(63, "ENOSR", "out of streams resources");
  public static final Errno ENONET = named(64, "ENONET", "machine is not on the network");
  public static final Errno ENOPKG = named(65, "ENOPKG", "package not installed");
  public static final Errno EREMOTE = named(66, "EREMOTE", "object is remote");
  public static final Errno ENOLINK = named(67, "ENOLINK", "link has been severed");
  public static final Errno EADV = named(68, "EADV", "advertise error");
  public static final Errno ESRMNT = named(69, "ESRMNT", "srmount error");
  public static final Errno ECOMM = named(70, "ECOMM", "communication error on send");
  public static final Errno EPROTO = named(71, "EPROTO", "protocol error");
  public static final Errno EMULTIHOP = named(72, "EMULTIHOP", "multihop attempted");
  public static final Errno EDOTDOT = named(73, "EDOTDOT", "RFS specific error");
  public static final Errno EBADMSG = named(74, "EBADMSG", "bad message");
  public static final Errno EOVERFLOW =
      named(75, "EOVERFLOW", "value too large for defined data type");
  public static final Errno ENOTUNIQ = named(76, "ENOTUNIQ", "name not unique on network");
  public static final Errno EBADFD = named(77, "EBADFD", "file descriptor in bad state");
  public static final Errno EREMCHG = named(78, "EREMCHG", "remote address changed");
  public static final Errno ELIBACC =
      named(79, "ELIBACC", "can not access a needed shared library");
  public static final Errno ELIBBAD = named(80, "ELIBBAD", "accessing a corrupted shared library");
  public static final Errno ELIBSCN = named(81, "ELIBSCN", ".lib section in a.out corrupted");
  public static final Errno ELIBMAX =
      named(82, "ELIBMAX", "attempting to link in too many shared libraries");
  public static final Errno ELIBEXEC =
      named(83, "ELIBEXEC", "cannot exec a shared library directly");
  public static final Errno EILSEQ =
      named(84, "EILSEQ", "invalid or incomplete multibyte or wide character");
  public static final Errno ERESTART =
      named(85, "ERESTART", "interrupted system call should be restarted");
  public static final Errno ESTRPIPE = named(86, "ESTRPIPE", "streams pipe error");
  public static final Errno EUSERS = named(87, "EUSERS", "too many users");
  public static final Errno ENOTSOCK = named(88, "ENOTSOCK", "socket operation on non-socket");
  public static final Errno EDESTADDRREQ =
      named(89, "EDESTADDRREQ", "destination address required");
  public static final Errno EMSGSIZE = named(90, "EMSGSIZE", "message too long");
  public static final Errno EPROTOTYPE = named(91, "EPROTOTYPE", "protocol wrong type for socket");
  public static final Errno ENOPROTOOPT = named(92, "ENOPROTOOPT", "protocol not available");
  public static final Errno EPROTONOSUPPORT =
      named(93, "EPROTONOSUPPORT", "protocol not supported");
  public static final Errno ESOCKTNOSUPPORT =
      named(94, "ESOCKTNOSUPPORT", "socket type not supported");
  public static final Errno EOPNOTSUPP = named(95, "EOPNOTSUPP", "operation not supported");
  public static final Errno EPFNOSUPPORT =
      named(96, "EPFNOSUPPORT", "protocol family not supported");
  public static final Errno EAFNOSUPPORT =
      named(97, "EAFNOSUPPORT", "address family not supported by protocol");
  public static final Errno EADDRINUSE = named(98, "EADDRINUSE", "address already in use");
  public static final Errno EADDRNOTAVAIL =
      named(99, "EADDRNOTAVAIL", "cannot assign requested address");
  public static final Errno ENETDOWN = named(100, "ENETDOWN", "network is down");
  public static final Errno ENETUNREACH = named(101, "ENETUNREACH", "network is unreachable");
  public static final Errno ENETRESET =
      named(102, "ENETRESET", "network dropped connection on reset");
  public static final Errno ECONNABORTED =
      named(103, "ECONNABORTED", "software caused connection abort");
  public static final Errno ECONNRESET = named(104, "ECONNRESET", "connection reset by peer");
  public static final Errno ENOBUFS = named(105, "ENOBUFS", "no buffer space available");
  public static final Errno EISCONN =
      named(106, "EISCONN", "transport endpoint is already connected");
  public static final Errno ENOTCONN =
      named(107, "ENOTCONN", "transport endpoint is not connected");
  public static final Errno ESHUTDOWN =
      named(108, "ESHUTDOWN", "cannot send after transport endpoint shutdown");
  public static final Errno ETOOMANYREFS =
      named(109, "ETOOMANYREFS", "too many references: cannot splice");
  public static final Errno ETIMEDOUT = named(110, "ETIMEDOUT", "connection timed out");
  public static final Errno ECONNREFUSED = named(111, "ECONNREFUSED", "connection refused");
  public static final Errno EHOSTDOWN = named(112, "EHOSTDOWN", "host is down");
  public static final Errno EHOSTUNREACH = named(113, "EHOSTUNREACH", "no route to host");
  public static final Errno EALREADY = named(114, "EALREADY", "operation already in progress");
  public static final Errno EINPROGRESS = named(115, "EINPROGRESS", "operation now in progress");
  public static final Errno ESTALE = named(116, "ESTALE", "stale file handle");
  public static final Errno EUCLEAN = named(117, "EUCLEAN", "structure needs cleaning");
  public static final Errno ENOTNAM = named(118, "ENOTNAM", "not a XENIX named type file");
  public static final Errno ENAVAIL = named(119, "ENAVAIL", "no XENIX semaphores available");
  public static final Errno EISNAM = named(120, "EISNAM", "is a named type file");
  public static final Errno EREMOTEIO = named(121, "EREMOTEIO", "remote I/O error");
  public static final Errno EDQUOT = named(122, "EDQUOT", "disk quota exceeded");
  public static final Errno ENOMEDIUM = named(123, "ENOMEDIUM", "no medium found");
  public static final Errno EMEDIUMTYPE = named(124, "EMEDIUMTYPE", "wrong medium type");
  public static final Errno ECANCELED = named(125, "ECANCELED", "operation canceled");
  public static final Errno ENOKEY = named(126, "ENOKEY", "required key not available");
  public static final Errno EKEYEXPIRED = named(127, "EKEYEXPIRED", "key has expired");
  public static final Errno EKEYREVOKED = named(128, "EKEYREVOKED", "key has been revoked");
  public static final Errno EKEYREJECTED =
      named(129, "EKEYREJECTED", "key was rejected by service");
  public static final Errno EOWNERDEAD = named(130, "EOWNERDEAD", "owner died");
  public static final Errno ENOTRECOVERABLE =
      named(131, "ENOTRECOVERABLE", "state not recoverable");
  public static final Errno ERFKILL =
      named(132, "ERFKILL", "operation not possible due to RF-kill");
  public static final Errno EHWPOISON = named(133, "EHWPOISON", "memory page has hardware error");

  /** EWOULDBLOCK, which Linux does not tell from EAGAIN. */
  public static final Errno EWOULDBLOCK = EAGAIN;

  /** EOPNOTSUPP under its POSIX name. */
  public static final Errno ENOTSUP = EOPNOTSUPP;

  /** Refuses what is not positive: success has no errno. */
  public Errno {
    if (number <= 0) {
      throw new IllegalArgumentException("not an errno: " + number);
    }
  }

  /** The errno of a failed call's result, which is its negative. */
  static Errno ofResult(long result) {
    return new Errno(Math.toIntExact(-result));
  }

  /** The kernel's name such as {@code ENOENT}, or {@code errno 524} if it has none. */
  public String name() {
    Name known = known();
    return known == null ? "errno " + number : known.name();
  }

  /** What it means, such as {@code no such file or directory}. */
  public String text() {
    Name known = known();
    return known == null ? "an error without a name" : known.text();
  }

  @Override
  public String toString() {
    return name();
  }

  private @Nullable Name known() {
    return number < COUNT ? NAMES[number] : null;
  }

  private static Errno named(int number, String name, String text) {
    NAMES[number] = new Name(name, text);
    return new Errno(number);
  }

  private record Name(String name, String text) {}
}
