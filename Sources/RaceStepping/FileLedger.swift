import CLinux
import Glibc
import RaceModel
import RaceSystem

/// Numbers the files that an exploration meets, so that its steps can speak of them.
struct FileLedger {
  /// In the order of their numbers.
  private(set) var files: [SteppedFile] = []
  private var numbers: [FileIdentity: Int] = [:]
  /// Descriptors by which files that were the target are held, so that no other file gets their inode numbers.
  private(set) var held: [FileIdentity: Int32] = [:]
  private let device: UInt64
  /// A directory on the mount that files may be held by.
  private let home: String

  /// As many targets as one updater will not have.
  private static let mostHeld = 64

  /// - Parameters:
  ///   - target: the file that is the target at first, number 1.
  ///   - root: what the updater may mount over; its parent lies on the mount that files may be held by.
  init(_ target: stat, path: String, root: String) {
    home = PathCalls.parent(of: root)
    device = UInt64(target.st_dev)
    _ = number(of: target, path: path)
  }

  /// The file's number; the next one if it is met for the first time.
  mutating func number(of status: stat, path: @autoclosure () -> String) -> Int {
    if let number = numbers[FileIdentity(status)] { return number }
    return add(status, path())
  }

  /// The file's number; nil if it was never met.
  func number(of file: FileIdentity) -> Int? { numbers[file] }

  /// The number of a file that was just made: a new one, whatever file had its inode before.
  mutating func numberOfNew(_ status: stat, path: String) -> Int { add(status, path) }

  /// Gives the file its name, if it had none so far.
  mutating func nameUnnamed(_ file: FileIdentity, _ path: String) {
    guard let number = numbers[file], files[number - 1].path.hasSuffix(CallSite.File.unnamed) else {
      return
    }
    files[number - 1].path = path
  }

  /// Whether there were more targets than are held: of those that are not, another file may get the number.
  private(set) var isFull = false

  /// Holds the file that is the target now.
  /// - Returns: false where another file lies there meanwhile, so that its number may go to a third one.
  mutating func hold(_ status: stat, at path: String) -> Bool {
    let identity = FileIdentity(status)
    guard held[identity] == nil else { return true }
    guard held.count < Self.mostHeld else {
      isFull = true
      return true
    }
    guard let descriptor = Holding.open(path, rb_o_path, below: home) else {
      if stat(of: path).map({ FileIdentity($0) }) == identity { return true }
      numbers[identity] = nil
      return false
    }
    var found = stat()
    // Others may have put another file there since.
    if fstat(descriptor, &found) == 0, FileIdentity(found) == identity {
      held[identity] = descriptor
      return true
    }
    close(descriptor)
    numbers[identity] = nil
    return false
  }

  /// The descriptor by which a file is held; nil for one that is not.
  func descriptor(of file: FileIdentity) -> Int32? { held[file] }

  /// Lets go of all files.
  mutating func release() {
    for descriptor in held.values { close(descriptor) }
    held = [:]
  }

  private mutating func add(_ status: stat, _ path: String) -> Int {
    let number = files.count + 1
    files.append(
      SteppedFile(
        number: number, path: path, isBesideTarget: UInt64(status.st_dev) == device))
    numbers[FileIdentity(status)] = number
    return number
  }
}
