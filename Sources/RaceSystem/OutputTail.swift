import Glibc

/// The last 64 KiB of what a pipe gave, which is as much as one holds.
package struct OutputTail {
  /// What is kept.
  package private(set) var bytes: [UInt8] = []

  /// Nothing yet.
  package init() {}

  private static let limit = 65536
  /// What stands in one line of a report.
  private static let longestLine = 1000

  /// Takes what stands in a pipe that is not waited for, by one read.
  /// - Returns: whether anybody may still write to it.
  package mutating func take(from file: borrowing OpenFile) -> Bool {
    var result = 0
    let taken = [UInt8](unsafeUninitializedCapacity: Self.limit) { buffer, count in
      result = read(file.descriptor, buffer.baseAddress, buffer.count)
      count = max(0, result)
    }
    bytes.append(contentsOf: taken)
    if bytes.count > Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    return result != 0
  }

  /// The last line that is not blank; nil if there is none.
  package var lastLine: String? { Self.lastLine(of: bytes) }

  static func lastLine(of bytes: [UInt8]) -> String? {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    return lines.last { !$0.allSatisfy(\.isWhitespace) }.map { line in
      line.utf8.count > longestLine ? "…\(line.suffix(longestLine))" : String(line)
    }
  }
}
