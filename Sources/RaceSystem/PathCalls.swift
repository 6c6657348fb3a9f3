import CLinux
import Glibc

/// Calls that work on names rather than on open files.
package enum PathCalls {
  /// Size, mode, owner, device and inode of what the path leads to.
  package static func status(_ path: String) throws(SystemCallError) -> stat {
    var info = stat()
    try retrying("stat", path) { stat(path, &info) }
    return info
  }

  /// The same of the name itself, without following a symbolic link.
  package static func linkStatus(_ path: String) throws(SystemCallError) -> stat {
    var info = stat()
    try retrying("lstat", path) { lstat(path, &info) }
    return info
  }

  /// Gives a file another name, in the place of what had it.
  package static func rename(_ from: String, to: String) throws(SystemCallError) {
    try retrying("rename", to) { Glibc.rename(from, to) }
  }

  /// Gives a file one more name, which nothing may have yet. A symbolic link is not followed.
  package static func link(_ path: String, to name: String) throws(SystemCallError) {
    try retrying("link", name) { Glibc.link(path, name) }
  }

  /// Swaps the files of two names in one step.
  package static func exchange(_ left: String, _ right: String) throws(SystemCallError) {
    let number = rb_exchange(left, right)
    if number != 0 { throw SystemCallError("renameat2 RENAME_EXCHANGE", right, errno: number) }
  }

  /// Removes a name.
  package static func unlink(_ path: String) throws(SystemCallError) {
    try retrying("unlink", path) { Glibc.unlink(path) }
  }

  /// Removes the name if it is there.
  package static func unlinkIfPresent(_ path: String) throws(SystemCallError) {
    do {
      try unlink(path)
    } catch  where error.errno == ENOENT {
      // Not there: that is what was asked for.
    }
  }

  /// Makes a symbolic link that holds `content`.
  package static func symlink(_ content: String, at path: String) throws(SystemCallError) {
    try retrying("symlink", path) { Glibc.symlink(content, path) }
  }

  /// What a symbolic link says.
  package static func readLink(_ path: String) throws(SystemCallError) -> String {
    let size = Int(PATH_MAX)
    let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
    defer { buffer.deallocate() }
    let count = try retrying("readlink", path) { readlink(path, buffer, size) }
    let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Makes a directory whose parent is there.
  package static func makeDirectory(
    _ path: String, mode: mode_t = 0o700
  ) throws(SystemCallError) {
    try retrying("mkdir", path) { mkdir(path, mode) }
  }

  /// Makes the directory and what is missing above it.
  package static func makeDirectories(_ path: String) throws(SystemCallError) {
    do {
      try makeDirectory(path)
    } catch  where error.errno == EEXIST {
      return
    } catch  where error.errno == ENOENT {
      try makeDirectories(parent(of: path))
      try makeDirectory(path)
    }
  }

  /// Removes an empty directory.
  package static func removeDirectory(_ path: String) throws(SystemCallError) {
    try retrying("rmdir", path) { rmdir(path) }
  }

  /// The absolute path without symbolic links, `.` and `..`.
  package static func resolve(_ path: String) throws(SystemCallError) -> String {
    guard let resolved = realpath(path, nil) else { throw SystemCallError("realpath", path) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Has the directory's entries written to stable storage.
  package static func synchronizeDirectory(_ path: String) throws(SystemCallError) {
    try OpenFile(path, O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// The path without its last name; `.` where there is nothing above it.
  package static func parent(of path: String) -> String {
    guard let slash = lastSlash(path) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path's last name.
  package static func name(of path: String) -> String {
    lastSlash(path).map { String(path[path.utf8.index(after: $0)...]) } ?? path
  }

  /// Among the bytes, as the kernel looks for it: a name that begins with a combining mark makes one character
  /// of the slash and itself.
  private static func lastSlash(_ path: String) -> String.Index? {
    path.utf8.lastIndex(of: UInt8(ascii: "/"))
  }

  /// The names in a directory but `.` and `..`, sorted.
  package static func entries(_ path: String) throws(SystemCallError) -> [String] {
    guard let directory = opendir(path) else { throw SystemCallError("opendir", path) }
    defer { closedir(directory) }
    return DirectoryStream.names(directory).sorted()
  }

  /// The same as bytes, which may be no UTF-8, in no order.
  package static func rawEntries(_ path: String) throws(SystemCallError) -> [[UInt8]] {
    guard let directory = opendir(path) else { throw SystemCallError("opendir", path) }
    defer { closedir(directory) }
    return DirectoryStream.rawNames(directory).map { $0.dropLast().map(UInt8.init(bitPattern:)) }
  }

  /// The status of what lies in a directory under a name of any bytes; links are not followed.
  package static func linkStatus(
    _ directory: String, _ name: [UInt8]
  ) throws(SystemCallError) -> stat {
    var status = stat()
    let path = Array("\(directory)/".utf8) + name
    try retrying("lstat", directory) {
      lstat(path.map { CChar(bitPattern: $0) } + [0], &status)
    }
    return status
  }
}

/// Reads an open directory.
enum DirectoryStream {
  /// The names that are left in the stream, but `.` and `..`.
  static func names(_ directory: OpaquePointer) -> [String] { rawNames(directory).map(text) }

  /// A name as text; what is no UTF-8 in it is repaired, so that the file cannot be found by it.
  static func text(_ name: [CChar]) -> String {
    String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The same as C strings, each with its zero: any bytes but zero and the slash may be a name.
  static func rawNames(_ directory: OpaquePointer) -> [[CChar]] {
    var names: [[CChar]] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1))
        }
      }
      if strcmp(name, ".") != 0 && strcmp(name, "..") != 0 { names.append(name) }
    }
    return names
  }
}
