import CLinux

/// A system call at which the updater is stopped, and what its arguments mean.
struct TracedCall: Hashable, Sendable {
  /// As the manual calls it.
  let name: String
  /// This architecture's number.
  let number: Int
  /// With which arguments it stops.
  let rule: Rule
  /// What it does.
  let action: Action
  /// The descriptors among its arguments that matter, that of the file it changes first.
  let descriptors: [Int]
  /// The paths among its arguments.
  let paths: [PathArgument]

  init(
    _ name: String, _ number: some BinaryInteger, _ rule: Rule = .always, _ action: Action,
    descriptors: [Int] = [], paths: [PathArgument] = []
  ) {
    self.name = name
    self.number = Int(number)
    self.rule = rule
    self.action = action
    self.descriptors = descriptors
    self.paths = paths
  }

  /// With which arguments a call stops; others go on at full speed.
  enum Rule: Hashable, Sendable {
    case always
    /// Where one of the bits is set in an argument's lower half.
    case anyBits(UInt32, argument: Int)
    /// Where these bits of an argument's lower half have this value.
    case masked(UInt32, equal: UInt32, argument: Int)
    /// Where an argument's lower half is among these.
    case oneOf([UInt32], argument: Int)
    /// It does not stop but fails, with this errno.
    case refused(errno: Int32)
  }

  /// What a call does, as far as it makes a difference here.
  enum Action: Hashable, Sendable {
    /// Opens a file with the flags in an argument.
    case open(flags: Int)
    /// creat(2): opens with flags of its own.
    case create
    /// openat2(2): opens with the flags that stand where an argument points to.
    case openHow(Int)
    /// Moves so many bytes as an argument says into the first descriptor's file.
    case write(count: Int)
    /// Moves the parts that an argument points to into the first descriptor's file, so many as the next one says.
    /// - Parameter plain: what does the same with one part.
    case writeParts(at: Int, plain: Plain)
    /// Changes bytes or the length of the file that the first descriptor or path names.
    case change
    /// Changes the first descriptor's file, or which names there are in it, as the request in an argument asks for.
    case control(request: Int)
    /// Changes mode, owner or extended attributes of the file that the first descriptor or path names.
    case alter
    /// Changes times alone.
    case touch
    /// Makes a directory or a special file at the first path.
    case make
    /// bind(2): makes a socket at the path in an address that is as long as an argument says.
    case bind(length: Int)
    /// Makes a link at the last path.
    case link
    /// Makes a symlink at the path, which holds the text that the first argument points to.
    case symlink
    /// Takes the name at the first path away.
    case unlink
    /// Takes the name at the first path, and gives it the last.
    case rename
    /// Maps the file of the first descriptor, shared: length 1, protection 2, the address is the result.
    case map
    /// Changes the protection of, or unmaps, or writes back, what is mapped at the first argument, as long as the second.
    case protect
    case unmap
    case remap
    case writeBack
    /// madvise(2) where it punches a hole into the file.
    case punch
    /// process_madvise(2), which does so to ranges that stand in memory: any mapping may be meant.
    case punchParts
    /// Brings the first descriptor's file to stable storage.
    case sync
    /// The same of its whole file system.
    case syncAll
    /// sync_file_range(2), which promises nothing.
    case flush
    /// Changes what is mounted where.
    case mount
    /// seccomp(2) with a listener: a supervisor may let calls pass that the tracer never hears of.
    case supervise
    /// fanotify_init(2) with a class that may deny opens.
    case guardOpens
    /// fcntl(2) where it takes a lease: looks may have to wait from then on.
    case lease
    /// Takes a child that has ended: its number is the result, or stands in the structure that an argument points to.
    case wait(information: Int?)
    /// Makes a process or thread, with the flags in the first argument, or where it points to.
    case spawn(Flags)
  }

  /// Where a call's flags stand.
  enum Flags: Hashable, Sendable {
    case argument
    case memory
  }

  /// The call that writes one part instead of several.
  enum Plain: Hashable, Sendable {
    /// write(2)
    case write
    /// pwrite64(2), whose offset stands where it stood.
    case writeAt
    /// There is none that keeps its flags, unless these are zero.
    case writeAtUnlessFlags(argument: Int)
  }

  /// A path among a call's arguments.
  struct PathArgument: Hashable, Sendable {
    /// The argument that points to its text.
    let text: Int
    /// The argument with the descriptor of the directory below which it lies; nil for the working directory.
    let directory: Int?
    /// Whether a symlink at its end is followed.
    let follows: Bool

    init(_ text: Int, below directory: Int? = nil, follows: Bool = true) {
      self.text = text
      self.directory = directory
      self.follows = follows
    }
  }

  /// Whether the names in directories, or what is mounted on them, may be others behind it.
  var changesNames: Bool {
    switch action {
    case .open, .create, .openHow, .make, .bind, .link, .symlink, .unlink, .rename, .mount,
      .control:
      true
    default: false
    }
  }
}
