import CLinux
import Glibc

/// A call that a script makes below the target's directory, and the step that it must show.
struct MadeCall: Sendable {
  let name: String
  let number: Int
  /// In Python.
  let arguments: String
  /// The name under which its result is kept.
  let binds: String
  /// Nil where it must not be a step.
  let shows: String?

  private init(
    _ name: String, _ number: some BinaryInteger, _ arguments: String, binds: String = "",
    _ shows: String?
  ) {
    (self.name, self.number, self.arguments) = (name, Int(number), arguments)
    (self.binds, self.shows) = (binds.isEmpty ? "" : "\(binds) = ", shows)
  }

  static let all: [MadeCall] =
    creating + writing + naming + altering + mapping + syncing + legacy + refused

  private static let creating = [
    MadeCall(
      "openat", SYS_openat, "n, b'f', 0o302, 0o644", binds: "w",
      #"openat("f", O_RDWR|O_CREAT|O_EXCL) = 0 created! 2"#),
    MadeCall("openat", SYS_openat, "n, b'./f', 0o2000000", binds: "r", nil),
    MadeCall(
      "openat", SYS_openat, "-100, d, 0o20200002, 0o600",
      #"openat("{directory}", O_RDWR|O_TMPFILE) = 0 created! 3"#),
    MadeCall(
      "openat", SYS_openat, "n, b'f', 0o102, 0o644", #"openat("f", O_RDWR|O_CREAT) = 0 reused 2"#),
    MadeCall(
      "openat", SYS_openat, "n, b'nowhere/f', 0o102, 0o644",
      #"openat("nowhere/f", O_RDWR|O_CREAT) = failed"#),
    MadeCall("openat", SYS_openat, "-100, b'/dev/null', 0o1001", nil),
    MadeCall(
      "openat2", SYS_openat2, "n, b'g', buffer(struct.pack('QQQ', 0o1101, 0o644, 0)), 24",
      #"openat2("g", O_WRONLY|O_CREAT|O_TRUNC) = 0 created 4"#),
    MadeCall("openat2", SYS_openat2, "n, b'g', buffer(struct.pack('QQQ', 0, 0, 0)), 24", nil),
    MadeCall("openat2", SYS_openat2, "n, b'g', 0, 24", nil),
    MadeCall("openat", SYS_openat, "n, b'g', 0o1000", #"openat("g", O_RDONLY|O_TRUNC) = 0"#),
    MadeCall(
      "open_by_handle_at", SYS_open_by_handle_at,
      "n, buffer(struct.pack('Ii', 8, 99) + b'12345678'), 2", #"open_by_handle_at(O_RDWR) = failed"#
    ),
    MadeCall("mknodat", SYS_mknodat, "n, b'p', 0o10644, 0", #"mknodat("p") = 0 created! 5"#),
    MadeCall("mkdirat", SYS_mkdirat, "n, b's', 0o755", #"mkdirat("s") = 0 created! 6"#),
    MadeCall(
      "bind", SYS_bind,
      "(u := socket.socket(socket.AF_UNIX)).fileno(), buffer(struct.pack('H', 1) + d + b'/u'), len(d) + 4",
      #"bind("u") = 0 created! 7"#),
    MadeCall(
      "bind", SYS_bind,
      "(x := socket.socket(socket.AF_UNIX)).fileno(), buffer(struct.pack('H', 1) + b'\\0x'), 4", nil
    ),
  ]

  private static let writing = [
    MadeCall("write", SYS_write, "w, b'abc', 3", #"write("f", 3) = 3 wrote 2"#),
    MadeCall("pwrite64", SYS_pwrite64, "w, b'abc', 3, 3", #"pwrite64("f", 3) = 3 wrote 2"#),
    MadeCall(
      "writev", SYS_writev, "w, iov(b'ab', b'cde'), 2", #"writev("f", 2 parts) = 5 wrote 2"#),
    MadeCall(
      "pwritev", SYS_pwritev, "w, iov(b'ab', b'cde'), 2, 0, 0",
      #"pwritev("f", 2 parts) = 5 wrote 2"#),
    MadeCall(
      "pwritev2", SYS_pwritev2, "w, iov(b'ab', b'cde'), 2, 0, 0, 2",
      #"pwritev2("f", 2 parts) = 5 wrote 2"#),
    MadeCall("sendfile", SYS_sendfile, "w, r, 0, 3", #"sendfile("f" → "f", 3) = 3 wrote 2"#),
    MadeCall(
      "copy_file_range", SYS_copy_file_range, "r, 0, w, 0, 3, 0",
      #"copy_file_range("f" → "f", 3) = 3 wrote 2"#),
    MadeCall(
      "write", SYS_write, "os.memfd_create('m'), b'abc', 3",
      #"write("/memfd:m (deleted)", 3) = 3 wrote 8"#),
    MadeCall("pipe2", SYS_pipe2, "(ctypes.c_int * 2).from_buffer(pipe := bytearray(8)), 0", nil),
    MadeCall("write", SYS_write, "struct.unpack('ii', pipe)[1], b'abc', 3", nil),
    MadeCall(
      "splice", SYS_splice, "struct.unpack('ii', pipe)[0], 0, w, 0, 3, 0",
      #"splice("pipe" → "f", 3) = 3 wrote 2"#),
    MadeCall("splice", SYS_splice, "r, 0, struct.unpack('ii', pipe)[1], 0, 3, 0", nil),
    MadeCall("write", SYS_write, "os.open('/dev/null', 1), b'abc', 3", nil),
    MadeCall("write", SYS_write, "r, b'abc', 3", #"write("f", 3) = failed"#),
    MadeCall("write", SYS_write, "999, b'abc', 3", nil),
    MadeCall("ftruncate", SYS_ftruncate, "w, 9000", #"ftruncate("f", 9000) = 0 wrote 2"#),
    MadeCall("ftruncate", SYS_ftruncate, "w, 9000", #"ftruncate("f", 9000) = 0"#),
    MadeCall("truncate", SYS_truncate, "d + b'/f', 8192", #"truncate("f", 8192) = 0 wrote 2"#),
    MadeCall("fallocate", SYS_fallocate, "w, 0, 0, 12288", #"fallocate("f") = 0 wrote 2"#),
    MadeCall("fallocate", SYS_fallocate, "w, 3, 0, 4096", #"fallocate("f") = 0 wrote 2"#),
    MadeCall("ioctl", SYS_ioctl, "w, 0x40049409, 999", #"ioctl("f") = failed"#),
    MadeCall("ioctl", SYS_ioctl, "w, 0xc0189436, buffer(24)", #"ioctl("f") = failed"#),
    MadeCall("ioctl", SYS_ioctl, "w, 0x80086601, buffer(8)", nil),
    MadeCall("ioctl", SYS_ioctl, "w, 0x40086602, 0", #"ioctl("f") = failed"#),
  ]

  private static let naming = [
    MadeCall("linkat", SYS_linkat, "n, b'f', n, b'l', 0", #"linkat("f" → "l") = 0"#),
    MadeCall("symlinkat", SYS_symlinkat, "b'f', n, b'y'", #"symlinkat("f" → "y") = 0"#),
    MadeCall("renameat", SYS_renameat, "n, b'l', n, b'k'", #"renameat("l" → "k") = 0"#),
    MadeCall("renameat2", SYS_renameat2, "n, b'k', n, b'g', 2", #"renameat2("k" → "g") = 0"#),
    MadeCall("unlinkat", SYS_unlinkat, "n, b'g', 0", #"unlinkat("g") = 0"#),
    MadeCall("mount", SYS_mount, "b'x', d + b'/s', b'no-such', 0, 0", #"mount("s") = failed"#),
    MadeCall("umount2", SYS_umount2, "d + b'/s', 0", #"umount2("s") = failed"#),
    MadeCall(
      "move_mount", SYS_move_mount, "n, b's', n, b's', 0", #"move_mount("s", "s") = failed"#),
    MadeCall(
      "mount_setattr", SYS_mount_setattr, "n, b's', 0, 0, 0", #"mount_setattr("s") = failed"#),
    MadeCall("open_tree_attr", 467, "n, b's', 0, 0, 0", #"open_tree_attr("s") = 0"#),
    MadeCall("fsconfig", 431, "n, 7, 0, 0, 0", "fsconfig() = failed"),
    MadeCall("fsconfig", 431, "n, 6, 0, 0, 0", nil),
    MadeCall("ioctl", SYS_ioctl, "n, 0x5000940f, buffer(4096)", #"ioctl("{directory}") = failed"#),
    MadeCall(
      "pivot_root", SYS_pivot_root, "d + b'/s', d + b'/f'", #"pivot_root("s", "f") = failed"#),
  ]

  private static let altering = [
    MadeCall("fchmod", SYS_fchmod, "w, 0o600", #"fchmod("f", 0600) = 0 altered 2"#),
    MadeCall("fchmod", SYS_fchmod, "struct.unpack('ii', pipe)[0], 0o600", nil),
    MadeCall("fchmodat", SYS_fchmodat, "n, b'f', 0o640, 0", #"fchmodat("f", 0640) = 0 altered 2"#),
    MadeCall("fchmodat", SYS_fchmodat, "n, b'f', 0o640, 0", #"fchmodat("f", 0640) = 0"#),
    MadeCall("fchmodat2", 452, "n, b'f', 0o644, 0", #"fchmodat2("f", 0644) = 0 altered 2"#),
    MadeCall("fchown", SYS_fchown, "w, -1, -1", #"fchown("f") = 0"#),
    MadeCall("fchownat", SYS_fchownat, "n, b'', -1, -1, 0x1000", #"fchownat("{directory}") = 0"#),
    MadeCall("fchownat", SYS_fchownat, "n, b'f', -1, -1, 0", #"fchownat("f") = 0"#),
    MadeCall(
      "setxattr", SYS_setxattr, "d + b'/f', b'user.a', b'1', 1, 0", #"setxattr("f") = 0 altered 2"#),
    MadeCall(
      "lsetxattr", SYS_lsetxattr, "d + b'/f', b'user.b', b'1', 1, 0",
      #"lsetxattr("f") = 0 altered 2"#),
    MadeCall(
      "fsetxattr", SYS_fsetxattr, "w, b'user.c', b'1', 1, 0", #"fsetxattr("f") = 0 altered 2"#),
    MadeCall("setxattrat", 463, "n, b'f', 0, b'user.d', 0, 0", #"setxattrat("f") = failed"#),
    MadeCall(
      "removexattr", SYS_removexattr, "d + b'/f', b'user.a'", #"removexattr("f") = 0 altered 2"#),
    MadeCall(
      "lremovexattr", SYS_lremovexattr, "d + b'/f', b'user.b'", #"lremovexattr("f") = 0 altered 2"#),
    MadeCall("fremovexattr", SYS_fremovexattr, "w, b'user.c'", #"fremovexattr("f") = 0 altered 2"#),
    MadeCall("removexattrat", 466, "n, b'f', 0, b'user.no'", #"removexattrat("f") = failed"#),
    MadeCall("file_setattr", 469, "n, b'f', 0, 0, 0", #"file_setattr("f") = failed"#),
    MadeCall("utimensat", SYS_utimensat, "n, b'f', 0, 0", #"utimensat("f") = 0"#),
    MadeCall("utimensat", SYS_utimensat, "w, 0, 0, 0", #"utimensat("f") = 0"#),
  ]

  private static let mapping = [
    MadeCall("mmap", SYS_mmap, "0, 8192, 3, 1, w, 0", binds: "m", #"mmap("f") = 0 wrote 2"#),
    MadeCall("mmap", SYS_mmap, "0, 8192, 1, 3, w, 0", binds: "q", nil),
    MadeCall("mmap", SYS_mmap, "0, 8192, 3, 2, w, 0", binds: "v", nil),
    MadeCall("mmap", SYS_mmap, "0, 8192, 1, 1, r, 0", binds: "o", nil),
    MadeCall("mprotect", SYS_mprotect, "q, 4096, 3", #"mprotect() = 0 wrote 2"#),
    MadeCall(
      "pkey_mprotect", SYS_pkey_mprotect, "q + 4096, 4096, 3, -1", #"pkey_mprotect() = 0 wrote 2"#),
    MadeCall("mprotect", SYS_mprotect, "v, 4096, 1", nil),
    MadeCall("mprotect", SYS_mprotect, "v, 4096, 3", nil),
    MadeCall("msync", SYS_msync, "m, 4096, 4", #"msync() = 0 synced 2"#),
    MadeCall("msync", SYS_msync, "m, 4096, 1", #"msync() = 0"#),
    MadeCall("msync", SYS_msync, "o, 4096, 4", nil),
    MadeCall("madvise", SYS_madvise, "m, 4096, 9", #"madvise() = 0 wrote 2"#),
    MadeCall("madvise", SYS_madvise, "m, 4096, 4", nil),
    // Nobody's memory: a process that is none.
    MadeCall("process_madvise", 440, "n, 0, 0, 9, 0", "process_madvise() = failed"),
    MadeCall("process_madvise", 440, "n, 0, 0, 20, 0", nil),
    MadeCall("mremap", SYS_mremap, "q, 8192, 16384, 1", binds: "q", #"mremap() = 0"#),
    MadeCall("munmap", SYS_munmap, "q, 16384", #"munmap() = 0 wrote 2"#),
    MadeCall("munmap", SYS_munmap, "q, 16384", nil),
    MadeCall("munmap", SYS_munmap, "v, 8192", nil),
    MadeCall("munmap", SYS_munmap, "m, 8192", #"munmap() = 0 wrote 2"#),
  ]

  private static let syncing = [
    MadeCall("sync_file_range", SYS_sync_file_range, "w, 0, 0, 7", #"sync_file_range("f") = 0"#),
    MadeCall("fdatasync", SYS_fdatasync, "w", #"fdatasync("f") = 0 synced 2"#),
    MadeCall("fsync", SYS_fsync, "w", #"fsync("f") = 0 synced 2"#),
    MadeCall("fsync", SYS_fsync, "n", #"fsync("{directory}") = 0 synced directory"#),
    MadeCall("fsync", SYS_fsync, "struct.unpack('ii', pipe)[0]", nil),
    MadeCall("syncfs", SYS_syncfs, "w", #"syncfs("f") = 0 synced all"#),
    MadeCall("sync", SYS_sync, "", #"sync() = 0 synced all"#),
  ]

  #if arch(x86_64)
    private static let legacy = [
      MadeCall(
        "open", SYS_open, "d + b'/o', 0o101, 0o644", #"open("o", O_WRONLY|O_CREAT) = 0 created 10"#),
      MadeCall("open", SYS_open, "d + b'/o', 0", nil),
      MadeCall("open", SYS_open, "d + b'/o', 0o1000", #"open("o", O_RDONLY|O_TRUNC) = 0"#),
      MadeCall(
        "creat", SYS_creat, "d + b'/o', 0o644",
        #"creat("o", O_WRONLY|O_CREAT|O_TRUNC) = 0 reused 10"#),
      MadeCall("mknod", SYS_mknod, "d + b'/x', 0o100644, 0", #"mknod("x") = 0 created! 11"#),
      MadeCall("mkdir", SYS_mkdir, "d + b'/z', 0o755", #"mkdir("z") = 0 created! 12"#),
      MadeCall("link", SYS_link, "d + b'/o', d + b'/l'", #"link("o" → "l") = 0"#),
      MadeCall("symlink", SYS_symlink, "b'o', d + b'/h'", #"symlink("o" → "h") = 0"#),
      MadeCall("chmod", SYS_chmod, "d + b'/h', 0o755", #"chmod("h", 0755) = 0 altered 10"#),
      MadeCall("chown", SYS_chown, "d + b'/h', -1, -1", #"chown("h") = 0"#),
      MadeCall("lchown", SYS_lchown, "d + b'/h', -1, -1", #"lchown("h") = 0 altered 13"#),
      MadeCall("utime", SYS_utime, "d + b'/h', 0", #"utime("h") = 0"#),
      MadeCall("utimes", SYS_utimes, "d + b'/h', 0", #"utimes("h") = 0"#),
      MadeCall("futimesat", SYS_futimesat, "n, b'h', 0", #"futimesat("h") = 0"#),
      MadeCall("rename", SYS_rename, "d + b'/h', d + b'/l'", #"rename("h" → "l") = 0"#),
      MadeCall("unlink", SYS_unlink, "d + b'/l'", #"unlink("l") = 0"#),
      MadeCall("rmdir", SYS_rmdir, "d + b'/z'", #"rmdir("z") = 0"#),
    ]
  #else
    private static let legacy: [MadeCall] = []
  #endif

  /// Programs are told that the kernel has none of it.
  private static let refused = [
    MadeCall("io_uring_setup", SYS_io_uring_setup, "1, buffer(120)", binds: "i", nil),
    MadeCall("io_setup", SYS_io_setup, "1, buffer(8)", binds: "j", nil),
    MadeCall("userfaultfd", SYS_userfaultfd, "1", binds: "k", nil),
  ]
}
