import Glibc

/// What proc(5) says of one process, be it one of ours or another.
package enum ProcessFacts {
  /// The name of the file that it has executed, cut to 15 bytes, or the one that it has given itself (`comm`); nil where it
  /// is gone.
  package static func name(of process: pid_t) -> String? {
    guard let bytes = bytes("/proc/\(process)/comm", limit: 64) else { return nil }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// The flags of one of its open descriptors (`fdinfo`, in octal); nil where they cannot be told.
  package static func flags(of descriptor: Int32, of process: pid_t) -> Int32? {
    guard let bytes = bytes("/proc/\(process)/fdinfo/\(descriptor)", limit: 4096) else {
      return nil
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let line = lines.first { $0.hasPrefix("flags:") }
    return line.flatMap { Int32($0.dropFirst(6).drop(while: \.isWhitespace), radix: 8) }
  }

  private static func bytes(_ path: String, limit: Int) -> [UInt8]? {
    guard let file = try? OpenFile(path, O_RDONLY) else { return nil }
    return try? file.readToEnd(limit: limit)
  }
}
