import CLinux
import Glibc

/// The calls that can change what a reader of some file sees, and those that are refused since what they start could
/// do the same without a call.
///
/// Not among them are calls that only read, and those that need a call that is among them first: whoever writes through
/// io_uring needs io_uring_setup(2).
enum CallTable {
  /// All of them, in no order.
  static let all: [TracedCall] =
    opening + writing + naming + altering + mapping + syncing + spawning + waiting + refused

  /// By number.
  static let byNumber = Dictionary(uniqueKeysWithValues: all.map { ($0.number, $0) })

  /// Flags with which an open can change something, by itself or later.
  static let openingBits = UInt32(O_ACCMODE | O_CREAT | O_TRUNC)
  private static let openRule2 = TracedCall.Rule.anyBits(openingBits, argument: 2)

  private static let opening: [TracedCall] =
    [
      TracedCall("openat", SYS_openat, openRule2, .open(flags: 2), paths: [.init(1, below: 0)]),
      TracedCall("openat2", SYS_openat2, .always, .openHow(2), paths: [.init(1, below: 0)]),
      TracedCall("open_by_handle_at", SYS_open_by_handle_at, openRule2, .open(flags: 2)),
      TracedCall(
        "mknodat", SYS_mknodat, .always, .make, paths: [.init(1, below: 0, follows: false)]),
      TracedCall(
        "mkdirat", SYS_mkdirat, .always, .make, paths: [.init(1, below: 0, follows: false)]),
      TracedCall(
        "bind", SYS_bind, .always, .bind(length: 2), paths: [.init(1, follows: false)]),
    ] + legacyOpening

  private static let writing: [TracedCall] = [
    TracedCall("write", SYS_write, .always, .write(count: 2), descriptors: [0]),
    TracedCall("pwrite64", SYS_pwrite64, .always, .write(count: 2), descriptors: [0]),
    TracedCall(
      "writev", SYS_writev, .always, .writeParts(at: 1, plain: .write), descriptors: [0]),
    TracedCall(
      "pwritev", SYS_pwritev, .always, .writeParts(at: 1, plain: .writeAt), descriptors: [0]),
    TracedCall(
      "pwritev2", SYS_pwritev2, .always,
      .writeParts(at: 1, plain: .writeAtUnlessFlags(argument: 5)), descriptors: [0]),
    TracedCall("sendfile", SYS_sendfile, .always, .write(count: 3), descriptors: [0, 1]),
    TracedCall(
      "copy_file_range", SYS_copy_file_range, .always, .write(count: 4), descriptors: [2, 0]),
    TracedCall("splice", SYS_splice, .always, .write(count: 4), descriptors: [2, 0]),
    TracedCall("ftruncate", SYS_ftruncate, .always, .change, descriptors: [0]),
    TracedCall("truncate", SYS_truncate, .always, .change, paths: [.init(0)]),
    TracedCall("fallocate", SYS_fallocate, .always, .change, descriptors: [0]),
    TracedCall(
      "ioctl", SYS_ioctl,
      .oneOf(
        cloningRequests + alteringRequests + namingRequests + [userfaultRequest], argument: 1),
      .control(request: 1), descriptors: [0]),
  ]

  private static let naming: [TracedCall] =
    [
      TracedCall(
        "linkat", SYS_linkat, .always, .link,
        paths: [.init(1, below: 0, follows: false), .init(3, below: 2, follows: false)]),
      TracedCall(
        "symlinkat", SYS_symlinkat, .always, .symlink, paths: [.init(2, below: 1, follows: false)]),
      TracedCall(
        "unlinkat", SYS_unlinkat, .always, .unlink, paths: [.init(1, below: 0, follows: false)]),
      TracedCall(
        "renameat2", SYS_renameat2, .always, .rename,
        paths: [.init(1, below: 0, follows: false), .init(3, below: 2, follows: false)]),
      TracedCall("mount", SYS_mount, .always, .mount, paths: [.init(1)]),
      TracedCall("umount2", SYS_umount2, .always, .mount, paths: [.init(0)]),
      TracedCall(
        "move_mount", SYS_move_mount, .always, .mount,
        paths: [.init(1, below: 0), .init(3, below: 2)]),
      TracedCall("mount_setattr", SYS_mount_setattr, .always, .mount, paths: [.init(1, below: 0)]),
      TracedCall("open_tree_attr", 467, .always, .mount, paths: [.init(1, below: 0)]),
      TracedCall("fsconfig", SYS_fsconfig, .oneOf([reconfigures], argument: 1), .mount),
      TracedCall("pivot_root", SYS_pivot_root, .always, .mount, paths: [.init(0), .init(1)]),
    ] + legacyNaming

  private static let altering: [TracedCall] =
    [
      TracedCall("fchmod", SYS_fchmod, .always, .alter, descriptors: [0]),
      TracedCall("fchmodat", SYS_fchmodat, .always, .alter, paths: [.init(1, below: 0)]),
      TracedCall("fchmodat2", 452, .always, .alter, paths: [.init(1, below: 0)]),
      TracedCall("fchown", SYS_fchown, .always, .alter, descriptors: [0]),
      TracedCall("fchownat", SYS_fchownat, .always, .alter, paths: [.init(1, below: 0)]),
      TracedCall("setxattr", SYS_setxattr, .always, .alter, paths: [.init(0)]),
      TracedCall("lsetxattr", SYS_lsetxattr, .always, .alter, paths: [.init(0, follows: false)]),
      TracedCall("fsetxattr", SYS_fsetxattr, .always, .alter, descriptors: [0]),
      TracedCall("setxattrat", 463, .always, .alter, paths: [.init(1, below: 0)]),
      TracedCall("removexattr", SYS_removexattr, .always, .alter, paths: [.init(0)]),
      TracedCall(
        "lremovexattr", SYS_lremovexattr, .always, .alter, paths: [.init(0, follows: false)]),
      TracedCall("fremovexattr", SYS_fremovexattr, .always, .alter, descriptors: [0]),
      TracedCall("removexattrat", 466, .always, .alter, paths: [.init(1, below: 0)]),
      TracedCall("file_setattr", 469, .always, .alter, paths: [.init(1, below: 0)]),
      TracedCall("utimensat", SYS_utimensat, .always, .touch, paths: [.init(1, below: 0)]),
    ] + legacyAltering

  private static let mapping: [TracedCall] = [
    TracedCall(
      "mmap", SYS_mmap,
      .masked(UInt32(MAP_SHARED | MAP_ANONYMOUS), equal: UInt32(MAP_SHARED), argument: 3),
      .map, descriptors: [4]),
    TracedCall(
      "mprotect", SYS_mprotect, .anyBits(UInt32(PROT_WRITE), argument: 2), .protect),
    TracedCall(
      "pkey_mprotect", SYS_pkey_mprotect, .anyBits(UInt32(PROT_WRITE), argument: 2), .protect),
    TracedCall("munmap", SYS_munmap, .always, .unmap),
    TracedCall("mremap", SYS_mremap, .always, .remap),
    TracedCall("msync", SYS_msync, .always, .writeBack),
    TracedCall(
      "madvise", SYS_madvise, .oneOf([UInt32(MADV_REMOVE)], argument: 2), .punch),
    TracedCall(
      "process_madvise", SYS_process_madvise, .oneOf([UInt32(MADV_REMOVE)], argument: 3),
      .punchParts),
  ]

  private static let syncing: [TracedCall] = [
    TracedCall("fsync", SYS_fsync, .always, .sync, descriptors: [0]),
    TracedCall("fdatasync", SYS_fdatasync, .always, .sync, descriptors: [0]),
    TracedCall("sync", SYS_sync, .always, .syncAll),
    TracedCall("syncfs", SYS_syncfs, .always, .syncAll, descriptors: [0]),
    TracedCall("sync_file_range", SYS_sync_file_range, .always, .flush, descriptors: [0]),
  ]

  /// CLONE_UNTRACED: of such a child no tracer hears.
  static let untraced: UInt64 = 0x80_0000

  /// What starts processes of which no event tells. The flags of clone3(2) stand in memory, where no filter sees them.
  private static let spawning: [TracedCall] = [
    TracedCall(
      "clone", SYS_clone, .anyBits(UInt32(untraced), argument: 0), .spawn(.argument)),
    TracedCall("clone3", SYS_clone3, .always, .spawn(.memory)),
  ]

  /// SECCOMP_FILTER_FLAG_NEW_LISTENER: SECCOMP_RET_USER_NOTIF goes before SECCOMP_RET_TRACE, and the listener may have the
  /// call made (SECCOMP_USER_NOTIF_FLAG_CONTINUE).
  private static let listens: UInt32 = 8

  /// Which of two processes came first is known where one has waited for the other one's end.
  private static let waiting: [TracedCall] = [
    TracedCall("seccomp", SYS_seccomp, .anyBits(listens, argument: 1), .supervise),
    // FAN_CLASS_CONTENT and FAN_CLASS_PRE_CONTENT
    TracedCall("fanotify_init", SYS_fanotify_init, .anyBits(0xc, argument: 0), .guardOpens),
    // F_SETLEASE and F_SETDELEG
    TracedCall("fcntl", SYS_fcntl, .oneOf([1024, 1040], argument: 1), .lease),
    TracedCall("wait4", SYS_wait4, .always, .wait(information: nil)),
    TracedCall("waitid", SYS_waitid, .always, .wait(information: 2)),
  ]

  /// What starts writing that no call tells of; programs fall back.
  private static let refused: [TracedCall] = [
    TracedCall("io_uring_setup", SYS_io_uring_setup, .refused(errno: ENOSYS), .change),
    TracedCall("io_setup", SYS_io_setup, .refused(errno: ENOSYS), .change),
    TracedCall("userfaultfd", SYS_userfaultfd, .refused(errno: ENOSYS), .change),
  ]

  #if arch(x86_64)
    private static let legacyOpening: [TracedCall] = [
      TracedCall(
        "open", SYS_open, .anyBits(openingBits, argument: 1), .open(flags: 1), paths: [.init(0)]),
      TracedCall("creat", SYS_creat, .always, .create, paths: [.init(0)]),
      TracedCall("mknod", SYS_mknod, .always, .make, paths: [.init(0, follows: false)]),
      TracedCall("mkdir", SYS_mkdir, .always, .make, paths: [.init(0, follows: false)]),
    ]
    private static let legacyNaming: [TracedCall] = [
      TracedCall(
        "link", SYS_link, .always, .link,
        paths: [.init(0, follows: false), .init(1, follows: false)]),
      TracedCall("symlink", SYS_symlink, .always, .symlink, paths: [.init(1, follows: false)]),
      TracedCall("unlink", SYS_unlink, .always, .unlink, paths: [.init(0, follows: false)]),
      TracedCall("rmdir", SYS_rmdir, .always, .unlink, paths: [.init(0, follows: false)]),
      TracedCall(
        "rename", SYS_rename, .always, .rename,
        paths: [.init(0, follows: false), .init(1, follows: false)]),
      TracedCall(
        "renameat", SYS_renameat, .always, .rename,
        paths: [.init(1, below: 0, follows: false), .init(3, below: 2, follows: false)]),
    ]
    private static let legacyAltering: [TracedCall] = [
      TracedCall("chmod", SYS_chmod, .always, .alter, paths: [.init(0)]),
      TracedCall("chown", SYS_chown, .always, .alter, paths: [.init(0)]),
      TracedCall("lchown", SYS_lchown, .always, .alter, paths: [.init(0, follows: false)]),
      TracedCall("utime", SYS_utime, .always, .touch, paths: [.init(0)]),
      TracedCall("utimes", SYS_utimes, .always, .touch, paths: [.init(0)]),
      TracedCall("futimesat", SYS_futimesat, .always, .touch, paths: [.init(1, below: 0)]),
    ]
  #else
    private static let legacyOpening: [TracedCall] = []
    private static let legacyAltering: [TracedCall] = []
    private static let legacyNaming: [TracedCall] = [
      TracedCall(
        "renameat", SYS_renameat, .always, .rename,
        paths: [.init(1, below: 0, follows: false), .init(3, below: 2, follows: false)])
    ]
  #endif

  /// The requests of ioctl(2) that change a file's content.
  static let cloningRequests = list(rb_cloning_requests())
  /// Those that change what it is.
  static let alteringRequests = list(rb_altering_requests())
  /// Those that change which names there are in a directory.
  static let namingRequests = list(rb_naming_requests())

  /// Those of the cloning ones that change the descriptor's file alone.
  static let oneFileRequests = Set(list(rb_one_file_requests()))
  /// USERFAULTFD_IOC_NEW of /dev/userfaultfd: pages of a mapped file get their bytes from another process.
  static let userfaultRequest: UInt32 = 0xaa00

  /// FSCONFIG_CMD_RECONFIGURE: what is mounted already is mounted otherwise.
  private static let reconfigures: UInt32 = 7

  /// - Parameter first: ended by a zero.
  private static func list(_ first: UnsafePointer<UInt32>) -> [UInt32] {
    var (next, list) = (first, [UInt32]())
    while next.pointee != 0 {
      list.append(next.pointee)
      next += 1
    }
    return list
  }
}
