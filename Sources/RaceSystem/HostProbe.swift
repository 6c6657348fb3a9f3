import CLinux
import Glibc
import RaceModel

/// Finds out what machine this is, for the report.
package enum HostProbe {
  /// The machine, and the file system that `path` lies on.
  package static func host(at path: String) -> Host {
    var names = utsname()
    uname(&names)
    return Host(
      kernel: "\(text(names.sysname)) \(text(names.release))",
      architecture: text(names.machine), cpus: Int(rb_processor_count()), cpuModel: cpuModel(),
      fileSystem: fileSystem(at: path))
  }

  /// The type of the file system below `path`, as the kernel names it in /proc/self/mountinfo; `unknown`
  /// where that cannot be told.
  package static func fileSystem(at path: String) -> String {
    guard let resolved = try? PathCalls.resolve(path) else { return "unknown" }
    let mounts = lines(of: "/proc/self/mountinfo").compactMap(Mount.init)
    // Of several mounts on one point the last one is on top.
    let best = mounts.filter { $0.holds(resolved) }.enumerated()
      .max { ($0.element.point.count, $0.offset) < ($1.element.point.count, $1.offset) }
    return best?.element.type ?? "unknown"
  }

  /// How much memory programs may still take without swapping, in bytes (proc_meminfo(5)); nil where it cannot be told.
  static var availableMemory: UInt64? {
    let line = lines(of: "/proc/meminfo").first { $0.hasPrefix("MemAvailable:") }
    let number = line?.split(separator: " ").dropFirst().first.flatMap { UInt64($0) }
    return number.map { $0 &* 1024 }
  }

  private static func cpuModel() -> String? {
    let line = lines(of: "/proc/cpuinfo").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":", maxSplits: 1).last
      .map { String($0.drop { $0 == " " }) }
  }

  private static func lines(of path: String) -> [Substring] {
    guard let file = try? OpenFile(path, O_RDONLY), let bytes = try? file.readToEnd() else {
      return []
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  private static func text<Name>(_ name: Name) -> String {
    withUnsafeBytes(of: name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

/// A line of /proc/self/mountinfo; see proc_pid_mountinfo(5).
private struct Mount {
  let point: String
  let type: String

  init?(_ line: Substring) {
    let halves = line.split(separator: " ").split(separator: "-", maxSplits: 1)
    guard halves.count == 2, let left = halves.first, left.count > 4, let type = halves[1].first
    else { return nil }
    self.point = Self.unescaped(left[left.startIndex + 4])
    self.type = String(type)
  }

  func holds(_ path: String) -> Bool {
    point == "/" || path == point || path.hasPrefix(point + "/")
  }

  /// Blanks, tabs, newlines and backslashes stand as a backslash and three octal digits.
  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      let digits = rest.dropFirst().prefix(3)
      let isEscape = first == UInt8(ascii: "\\")
      let code = isEscape ? UInt8(String(decoding: digits, as: UTF8.self), radix: 8) : nil
      bytes.append(code ?? first)
      rest = rest.dropFirst(code == nil ? 1 : 4)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
