import CXXHash
import Glibc
import RaceModel
import RaceSystem
import TestSupport

/// Libraries to load: one that every machine has on which this runs, and small ones where there is a compiler.
enum Libraries {
  static let compilerReason: String = "needs a C compiler, as cc"
  static let compiler: Bool = Needs.succeeds("cc --version")

  /// A function of the library at hand, and what it returns.
  static let symbol = "XXH_versionNumber"
  static var value: UInt32 { XXH_versionNumber() }

  /// The bytes of libxxhash, which this process has loaded itself.
  static func atHand() throws -> [UInt8] {
    let maps = String(decoding: try Files.read("/proc/self/maps"), as: UTF8.self)
    guard let line = maps.split(separator: "\n").first(where: { $0.contains("/libxxhash.so") }),
      let path = line.firstIndex(of: "/")
    else { throw SystemCallError("find", "libxxhash in /proc/self/maps", errno: ENOENT) }
    return try Files.read(String(line[path...]))
  }

  /// Compiles a library, and returns its path.
  static func make(
    _ source: String, _ name: String, in directory: borrowing TestDirectory, flags: String = ""
  ) throws -> String {
    let path = directory(name)
    try Files.write(Array(source.utf8), to: directory("\(name).c"))
    let outcome = try Command(
      "cc -shared -fPIC -O1 -o \(path) \(directory("\(name).c")) \(flags)"
    ).run()
    guard outcome.end.succeeded else {
      throw SystemCallError("cc \(outcome.lastLine ?? "")", name, errno: EINVAL)
    }
    return path
  }
}

/// A line of `race-helper load`.
struct LoadLine: CustomStringConvertible {
  let end: Substring
  let code: Int32
  let output: Substring
  let message: String

  init?(_ line: String) {
    let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
    guard words.count == 4, let code = Int32(words[1]) else { return nil }
    (end, self.code, output, message) = (words[0], code, words[2], String(words[3]))
  }

  var description: String { "\(end) \(code) \(message)" }
}
