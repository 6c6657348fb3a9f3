import CLinux
import Glibc
import RaceModel
import RaceSystem

/// A call of a stopped process, with what its arguments mean there.
struct CallSite {
  /// What is called.
  let call: TracedCall
  /// Its six arguments.
  let arguments: [UInt64]
  /// Who calls.
  let process: pid_t

  /// A file that the call names.
  struct File {
    /// From the root directory on, as far as it is known.
    let path: String
    /// What it was; nil where it is not there.
    let status: stat?
    /// Where its directory entry can be found by us, for a look at a later time: a C string of any bytes.
    let place: [CChar]
    /// Whether it was named by a descriptor.
    var isDescriptor = false

    /// What stands for the name of a file that has none: what the kernel calls it instead tells its inode's number.
    static let unnamed = "(unnamed)"
  }

  /// The memory of the process.
  var memory: TraceeMemory { TraceeMemory(process: process) }

  /// Whether the kernel does not let us look into the process: one that may not be dumped (prctl(2)), or runs a program
  /// that its user may not read, where ptrace(2) checks for access.
  var isHidden: Bool {
    var byte = CChar(0)
    return readlink("/proc/\(process)/exe", &byte, 1) < 0 && [EACCES, EPERM].contains(errno)
  }

  /// A descriptor among the arguments.
  func descriptor(_ argument: Int) -> Int32 { Int32(truncatingIfNeeded: arguments[argument]) }

  /// The file behind a descriptor.
  func file(of descriptor: Int32) -> File {
    let place = "/proc/\(process)/fd/\(descriptor)"
    var path = Self.link(place) ?? "descriptor \(descriptor)"
    let status = stat(of: place)
    let own = status.map { "/#\($0.st_ino) (deleted)" } ?? ""
    if !own.isEmpty, path.hasSuffix(own) {
      path = "\(path.dropLast(own.count))/\(File.unnamed)"
    }
    return File(
      path: path, status: status, place: Array(place.utf8CString), isDescriptor: true)
  }

  /// The file at a path among the arguments; nil where the process has no text there.
  func file(at path: TracedCall.PathArgument) -> File? {
    let directory = path.directory.map { descriptor($0) } ?? AT_FDCWD
    guard let text = text(at: path), !text.isEmpty else {
      // The descriptor itself is meant, as futimens(3) has it.
      return path.directory != nil && directory != AT_FDCWD ? file(of: directory) : nil
    }
    if let rooted = RootedPath(text, below: directory, of: process, follows: path.follows) {
      return File(path: rooted.shown, status: rooted.status, place: rooted.place)
    }
    let isAbsolute = text.first == UInt8(ascii: "/") && !resolvesInRoot
    let base =
      directory == AT_FDCWD ? "/proc/\(process)/cwd" : "/proc/\(process)/fd/\(directory)"
    let place = isAbsolute ? absolute(text) : Array("\(base)/".utf8) + text
    let name = Self.text(text)
    let shown = isAbsolute ? name : "\(Self.link(base) ?? base)/\(Self.withoutDot(name))"
    let end = place.map { CChar(bitPattern: $0) } + [0]
    return File(path: shown, status: stat(of: end, followingLinks: path.follows), place: end)
  }

  /// Whether a path's directory stands for the root (openat2(2)).
  private var resolvesInRoot: Bool {
    guard case .openHow(let place) = call.action else { return false }
    // `struct open_how`: flags, mode, resolve, of which RESOLVE_IN_ROOT is 0x10.
    return memory.words(at: arguments[place], count: 3).map { $0[2] & 0x10 != 0 } ?? false
  }

  /// The path that stands in memory, or in a socket's address there.
  private func text(at path: TracedCall.PathArgument) -> [UInt8]? {
    let address = arguments[path.text]
    guard case .bind(let length) = call.action else { return memory.bytes(at: address) }
    // An address need not end in a zero. One that begins with a zero is no path.
    let count = Int(clamping: arguments[length])
    guard count > 2, count <= MemoryLayout<sockaddr_un>.size,
      let bytes = memory.bytes(at: address, count: count), bytes.count == count,
      bytes[0] == UInt8(AF_UNIX), bytes[1] == 0
    else { return nil }
    return Array(bytes[2...].prefix { $0 != 0 })
  }

  /// An absolute path as it leads there for the process, and not for us.
  private func absolute(_ text: [UInt8]) -> [UInt8] {
    let own = [
      ("/proc/self/", "/proc/\(process)/"), ("/proc/thread-self/", "/proc/\(process)/"),
      ("/dev/fd/", "/proc/\(process)/fd/"), ("/dev/stdin", "/proc/\(process)/fd/0"),
      ("/dev/stdout", "/proc/\(process)/fd/1"), ("/dev/stderr", "/proc/\(process)/fd/2"),
    ]
    for (prefix, place) in own where text.starts(with: prefix.utf8) {
      return Array(place.utf8) + text.dropFirst(prefix.utf8.count)
    }
    return Array("/proc/\(process)/root".utf8) + text
  }

  /// All files that the call names: those of its descriptors, and those of its paths.
  func files() -> [File] {
    call.descriptors.map { file(of: descriptor($0)) } + call.paths.compactMap(file)
  }

  /// The flags with which the call opens; nil where it opens nothing, or they cannot be read.
  var openFlags: Int32? {
    switch call.action {
    case .open(let place): Int32(truncatingIfNeeded: arguments[place])
    case .create: O_WRONLY | O_CREAT | O_TRUNC
    case .openHow(let place):
      memory.words(at: arguments[place], count: 1).map { Int32(truncatingIfNeeded: $0[0]) }
    default: nil
    }
  }

  /// The flags of an open descriptor; nil where nobody can tell.
  func flags(of descriptor: Int32) -> Int32? {
    ProcessFacts.flags(of: descriptor, of: process)
  }

  private static func withoutDot(_ text: String) -> Substring {
    var rest = Substring(text)
    while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
    return rest
  }

  /// What a link says, as text.
  static func link(_ path: String) -> String? {
    linkBytes(Array(path.utf8CString)).map(text)
  }

  /// A path as it is written. What is no UTF-8 is spelt out, so that two names stay two.
  static func text(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self) ?? FileName(bytes).text
  }

  /// The same in bytes, of a C string.
  static func linkBytes(_ path: [CChar]) -> [UInt8]? {
    var count = 0
    let bytes = [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, initialized in
      if let base = buffer.baseAddress { count = readlink(path, base, buffer.count) }
      initialized = max(0, count)
    }
    return count < 0 ? nil : bytes.map { UInt8(bitPattern: $0) }
  }
}
