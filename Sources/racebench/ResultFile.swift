import Glibc
import RaceModel
import RaceReports
import RaceSystem

/// Files that racebench has written.
enum ResultFile {
  /// The races in the file, their sums checked.
  static func read(_ path: String) throws(Failure) -> [Report] {
    try ReportFile.decode(try bytes(of: path), path: path)
  }

  /// The races or explorations in the file, their sums checked.
  static func readAny(_ path: String) throws(Failure) -> SavedReports {
    try ReportFile.decodeAny(try bytes(of: path), path: path)
  }

  private static func bytes(of path: String) throws(Failure) -> [UInt8] {
    do throws(SystemCallError) {
      return try OpenFile(path, O_RDONLY).readToEnd()
    } catch {
      throw Failure(.badData, "cannot read result \"\(path)\": \(error.reason)")
    }
  }
}
