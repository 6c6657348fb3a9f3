import CLinux
import Glibc
import RaceSystem

/// Short calls on files, for tests alone.
package enum Files {
  /// What new files are not allowed. Read, since umask(2) would set it for a moment, for all that is started meanwhile.
  package static var mask: mode_t {
    get throws {
      let status = String(decoding: try read("/proc/self/status"), as: UTF8.self)
      let line = status.split(separator: "\n").first { $0.hasPrefix("Umask:") }
      guard let mask = line.flatMap({ mode_t($0.filter(\.isNumber), radix: 8) }) else {
        throw SystemCallError("umask", "/proc/self/status", errno: ENODATA)
      }
      return mask
    }
  }

  package static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws {
    let file = try OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC)
    try file.write(bytes)
    try file.setMode(mode)
    try file.close()
  }

  package static func read(_ path: String) throws -> [UInt8] {
    try OpenFile(path, O_RDONLY).readToEnd()
  }

  /// Whether the name is there, whatever it is.
  package static func exists(_ path: String) -> Bool { (try? PathCalls.linkStatus(path)) != nil }

  /// Permission bits with set-user-id, set-group-id and sticky.
  package static func mode(_ path: String) throws -> mode_t {
    try PathCalls.status(path).st_mode & 0o7777
  }

  package static func isLink(_ path: String) throws -> Bool {
    try PathCalls.linkStatus(path).st_mode & S_IFMT == S_IFLNK
  }

  package static func inode(_ path: String) throws -> ino_t { try PathCalls.status(path).st_ino }

  /// How many descriptors of this process lead to the path.
  package static func openForReading(_ path: String) throws -> Int {
    try PathCalls.entries("/proc/self/fd").filter { number in
      (try? PathCalls.resolve("/proc/self/fd/\(number)")) == path
    }.count
  }

  /// The files below `directory` that this process has open for writing.
  package static func openForWriting(below directory: String) throws -> [String] {
    try PathCalls.entries("/proc/self/fd").compactMap { number in
      // A descriptor may be closed by another test in between.
      guard let path = try? PathCalls.resolve("/proc/self/fd/\(number)"),
        path.hasPrefix(directory),
        let text = try? read("/proc/self/fdinfo/\(number)")
      else { return nil }
      let flags = String(decoding: text, as: UTF8.self).split(separator: "\n")
        .first { $0.hasPrefix("flags:") }?.split(separator: "\t").last
      let mode = flags.flatMap { Int32($0, radix: 8) } ?? 0
      return mode & O_ACCMODE == O_RDONLY ? nil : path
    }
  }
}

/// A directory of a test's own, gone when the test is.
package struct TestDirectory: ~Copyable {
  package let path: String

  package init(in parent: String = "/tmp") throws { path = try Self.make(in: parent) }

  /// The path of a new directory that the caller removes.
  package static func make(in parent: String) throws -> String {
    var template = Array("\(parent)/rb-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw SystemCallError("mkdtemp", parent) }
    return try PathCalls.resolve(String(cString: made))
  }

  /// Not by this project's own means, which are under test too.
  deinit { Self.remove(path) }

  /// Removes a directory with all that is in it.
  package static func remove(_ path: String) { remove(Array(path.utf8CString)) }

  /// By bytes: names need not be text.
  private static func remove(_ path: [CChar]) {
    guard unlink(path) != 0, let stream = opendir(path) else { return }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
      }
      let dot = CChar(bitPattern: UInt8(ascii: "."))
      if name == [dot] || name == [dot, dot] { continue }
      remove(path.dropLast() + [CChar(bitPattern: UInt8(ascii: "/"))] + name + [0])
    }
    closedir(stream)
    rmdir(path)
  }

  /// The path of a name in the directory.
  package func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}
