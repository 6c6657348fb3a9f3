import CLinux
import Glibc

/// What must stop, written down by hand and apart from the table that it is held against: each call that can change what
/// a reader finds, with arguments that make it stop and others that do not.
struct DemandedCall: Sendable {
  let name: String
  let number: Int
  /// Arguments with which it stops.
  var stops: [[UInt64]] = [[]]
  /// Arguments with which it goes on at full speed.
  var passes: [[UInt64]] = []

  private init(_ name: String, _ number: some BinaryInteger) {
    (self.name, self.number) = (name, Int(number))
  }

  private static func always(_ calls: [(String, Int)]) -> [DemandedCall] {
    calls.map { name, number in
      var call = DemandedCall(name, number)
      call.stops = [[], [1, 2, 3, 4, 5, 6], Array(repeating: .max, count: 6)]
      return call
    }
  }

  private static func call(
    _ name: String, _ number: some BinaryInteger, at place: Int, stops: [UInt64], passes: [UInt64]
  ) -> DemandedCall {
    // The other arguments have all bits set, so that nobody looks at the wrong one.
    func arguments(_ value: UInt64, _ others: UInt64) -> [UInt64] {
      (0..<6).map { $0 == place ? value : others }
    }
    var call = DemandedCall(name, number)
    call.stops = stops.flatMap { [arguments($0, 0), arguments($0, .max)] }
    call.passes = passes.flatMap { [arguments($0, 0), arguments($0, .max)] }
    return call
  }

  static let all = creating + writing + naming + altering + mapping + syncing + spawning + waiting

  /// Those that are answered as if the kernel had none of it.
  static let refused = [
    ("io_uring_setup", 425), ("io_setup", Int(SYS_io_setup)),
    ("userfaultfd", Int(SYS_userfaultfd)),
  ]

  /// O_RDONLY|O_CREAT and O_RDONLY|O_TRUNC change something too; so does O_TMPFILE, which is never without writing.
  private static let openings: [UInt64] = [
    1, 2, 0o1, 0o2, 0o100, 0o1000, 0o1101, 0o1102, 0o301, 0o2001, 0o20200002, 0o20200001,
    // Access 3 asks for both, and opens for neither.
    3,
  ]
  /// O_CLOEXEC, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_PATH and upper halves that are nobody's.
  private static let readings: [UInt64] = [
    0, 0o2000000, 0o200000, 0o400000, 0o4000, 0o10000000, 0o12000000, 1 << 32, 3 << 33,
  ]

  private static let creating =
    [
      call("openat", SYS_openat, at: 2, stops: openings, passes: readings),
      call("open_by_handle_at", SYS_open_by_handle_at, at: 2, stops: openings, passes: readings),
    ]
    + always([
      ("openat2", 437), ("mknodat", Int(SYS_mknodat)), ("mkdirat", Int(SYS_mkdirat)),
      ("bind", Int(SYS_bind)),
    ]) + legacyCreating

  private static let writing =
    always([
      ("write", Int(SYS_write)), ("pwrite64", Int(SYS_pwrite64)), ("writev", Int(SYS_writev)),
      ("pwritev", Int(SYS_pwritev)), ("pwritev2", Int(SYS_pwritev2)),
      ("sendfile", Int(SYS_sendfile)), ("copy_file_range", Int(SYS_copy_file_range)),
      ("splice", Int(SYS_splice)), ("truncate", Int(SYS_truncate)),
      ("ftruncate", Int(SYS_ftruncate)), ("fallocate", Int(SYS_fallocate)),
    ]) + [
      call(
        "ioctl", SYS_ioctl, at: 1,
        stops: [
          // FICLONE, FICLONERANGE, FIDEDUPERANGE; preallocation, freeing and zeros as xfs has them.
          0x4004_9409, 0x4020_940d, 0xc018_9436, 0x4030_5828, 0x4030_582a, 0x4030_582b, 0x4030_5829,
          0x4030_5839,
          // FS_IOC_SETFLAGS and its form of 32 bits, FS_IOC_FSSETXATTR, FS_IOC_ENABLE_VERITY.
          0x4008_6602, 0x4004_6602, 0x401c_5820, 0x4080_6685,
          // EXT4_IOC_MOVE_EXT, EXT4_IOC_SWAP_BOOT, XFS_IOC_SWAPEXT, XFS_IOC_EXCHANGE_RANGE.
          // USERFAULTFD_IOC_NEW.
          0xaa00,
          0xc028_660f, 0x6611, 0xc0c0_586d, 0x4028_5881,
          // XFS_IOC_COMMIT_RANGE, F2FS_IOC_MOVE_RANGE, F2FS_IOC_COMMIT_ATOMIC_WRITE, BTRFS_IOC_ENCODED_WRITE.
          0x4058_5883, 0xc020_f509, 0xf502, 0x4080_9440,
          // BTRFS_IOC_SUBVOL_CREATE, SNAP_CREATE and SNAP_DESTROY, each in both forms.
          0x5000_940e, 0x5000_9418, 0x5000_9401, 0x5000_9417, 0x5000_940f, 0x5000_943f,
          // The kernel looks at the lower half.
          0xffff_ffff_4004_9409,
        ],
        // TCGETS, FIONREAD, FIOCLEX, FS_IOC_GETFLAGS, FS_IOC_FIEMAP, TIOCGWINSZ.
        passes: [0, 0x5401, 0x541b, 0x5451, 0x8008_6601, 0xc020_660b, 0x5413, 0x4004_9409 << 32])
    ]

  private static let naming =
    always([
      ("linkat", Int(SYS_linkat)), ("symlinkat", Int(SYS_symlinkat)),
      ("unlinkat", Int(SYS_unlinkat)), ("renameat", Int(SYS_renameat)), ("renameat2", 316 - offset),
      ("mount", Int(SYS_mount)), ("umount2", Int(SYS_umount2)),
      ("pivot_root", Int(SYS_pivot_root)), ("move_mount", 429), ("mount_setattr", 442),
      ("open_tree_attr", 467),
    ]) + [
      // FSCONFIG_CMD_RECONFIGURE; not setting what is wanted, nor making a mount that is nowhere yet.
      call("fsconfig", 431, at: 1, stops: [7], passes: [0, 1, 2, 3, 4, 5, 6, 8, 7 << 32])
    ] + legacyNaming

  private static let altering =
    always([
      ("fchmod", Int(SYS_fchmod)), ("fchmodat", Int(SYS_fchmodat)), ("fchmodat2", 452),
      ("fchown", Int(SYS_fchown)), ("fchownat", Int(SYS_fchownat)),
      ("setxattr", Int(SYS_setxattr)), ("lsetxattr", Int(SYS_lsetxattr)),
      ("fsetxattr", Int(SYS_fsetxattr)), ("setxattrat", 463),
      ("removexattr", Int(SYS_removexattr)), ("lremovexattr", Int(SYS_lremovexattr)),
      ("fremovexattr", Int(SYS_fremovexattr)), ("removexattrat", 466), ("file_setattr", 469),
      ("utimensat", Int(SYS_utimensat)),
    ]) + legacyAltering

  private static let mapping =
    [
      // MAP_SHARED, MAP_SHARED_VALIDATE, both with MAP_SYNC, MAP_FIXED, MAP_POPULATE; not MAP_PRIVATE, nor without a file.
      call(
        "mmap", SYS_mmap, at: 3,
        stops: [0x01, 0x03, 0x80003, 0x11, 0x8001, 0x8003],
        passes: [0x02, 0x12, 0x22, 0x21, 0x23, 0x8022, 1 << 32, 0]),
      call("mprotect", SYS_mprotect, at: 2, stops: [2, 3, 7], passes: [0, 1, 5, 4, 2 << 32]),
      call(
        "pkey_mprotect", SYS_pkey_mprotect, at: 2, stops: [2, 3, 7], passes: [0, 1, 5, 4, 2 << 32]),
      // MADV_REMOVE; MADV_DONTNEED, MADV_FREE and others change no file.
      call(
        "madvise", SYS_madvise, at: 2, stops: [9], passes: [0, 1, 2, 3, 4, 8, 10, 14, 23, 9 << 32]),
      call("process_madvise", 440, at: 3, stops: [9], passes: [0, 3, 4, 8, 20, 21, 9 << 32]),
    ]
    + always([
      ("munmap", Int(SYS_munmap)), ("mremap", Int(SYS_mremap)), ("msync", Int(SYS_msync)),
    ])

  /// A child that no tracer hears of; the flags of clone3(2) stand where no filter sees them.
  private static let spawning =
    always([("clone3", 435)])
    + [
      call(
        "clone", SYS_clone, at: 0, stops: [0x80_0000, 0x80_0111],
        passes: [0, 0x11, 0x4111, 0x3d_0f00, 1 << 32])
    ]

  /// A listener may let calls pass unseen; which process waits for which says what comes first.
  private static let waiting =
    [
      call(
        "fanotify_init", SYS_fanotify_init, at: 0, stops: [4, 8, 7], passes: [0, 1, 3, 4 << 32]),
      // F_SETLEASE and F_SETDELEG; neither asking for one, nor other locks.
      call(
        "fcntl", Int(SYS_fcntl), at: 1, stops: [1024, 1040],
        passes: [0, 3, 4, 6, 37, 1025, 1026, 1030, 1039, 1024 << 32]),
    ]
    + always([("wait4", Int(SYS_wait4)), ("waitid", Int(SYS_waitid))])
    + [
      call(
        "seccomp", Int(SYS_seccomp), at: 1, stops: [8, 9, 0x28], passes: [0, 1, 3, 4, 16, 8 << 32])
    ]

  private static let syncing = always([
    ("sync", Int(SYS_sync)), ("fsync", Int(SYS_fsync)), ("fdatasync", Int(SYS_fdatasync)),
    ("syncfs", Int(SYS_syncfs)), ("sync_file_range", Int(SYS_sync_file_range)),
  ])

  #if arch(x86_64)
    private static let offset = 0
    private static let legacyCreating =
      [call("open", 2, at: 1, stops: openings, passes: readings)]
      + always([("creat", 85), ("mknod", 133), ("mkdir", 83)])
    private static let legacyNaming = always([
      ("link", 86), ("symlink", 88), ("unlink", 87), ("rmdir", 84), ("rename", 82),
    ])
    private static let legacyAltering = always([
      ("chmod", 90), ("chown", 92), ("lchown", 94), ("utime", 132), ("utimes", 235),
      ("futimesat", 261),
    ])
  #else
    private static let offset = 40
    private static let legacyCreating: [DemandedCall] = []
    private static let legacyNaming: [DemandedCall] = []
    private static let legacyAltering: [DemandedCall] = []
  #endif

  /// Calls that only read, or concern what is no file: none may stop, whatever its arguments.
  static let harmless: [(String, Int)] = [
    ("read", Int(SYS_read)), ("pread64", Int(SYS_pread64)), ("readv", Int(SYS_readv)),
    ("close", Int(SYS_close)), ("fstat", Int(SYS_fstat)), ("statx", Int(SYS_statx)),
    ("newfstatat", Int(SYS_newfstatat)), ("lseek", Int(SYS_lseek)), ("brk", Int(SYS_brk)),
    ("dup", Int(SYS_dup)), ("fcntl", Int(SYS_fcntl)), ("flock", Int(SYS_flock)),
    ("getdents64", Int(SYS_getdents64)), ("readlinkat", Int(SYS_readlinkat)),
    ("faccessat", Int(SYS_faccessat)), ("getxattr", Int(SYS_getxattr)),
    ("pipe2", Int(SYS_pipe2)), ("tee", Int(SYS_tee)), ("vmsplice", Int(SYS_vmsplice)),
    ("sendto", Int(SYS_sendto)), ("sendmsg", Int(SYS_sendmsg)),
    ("execve", Int(SYS_execve)), ("futex", Int(SYS_futex)),
    ("rt_sigprocmask", Int(SYS_rt_sigprocmask)), ("exit_group", Int(SYS_exit_group)),
    ("fadvise64", Int(SYS_fadvise64)), ("readahead", Int(SYS_readahead)),
    ("chdir", Int(SYS_chdir)), ("fchdir", Int(SYS_fchdir)), ("umask", Int(SYS_umask)),
    ("statfs", Int(SYS_statfs)), ("getrandom", Int(SYS_getrandom)),
    ("memfd_create", Int(SYS_memfd_create)), ("ppoll", Int(SYS_ppoll)),
  ]
}
