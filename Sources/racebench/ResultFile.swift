import Glibc
import RaceModel
import RaceReports
import RaceSystem

/// Files that racebench has written.
enum ResultFile {
  /// The races in a file that is to be compared, their sums checked.
  static func races(_ path: String) throws(Failure) -> [Report] {
    switch try readAny(path) {
    case .races(let reports): return reports
    case .explorations:
      throw Failure(.badData, "\(path) is an exploration; compare takes races (run, gate)")
    }
  }

  /// The races or explorations in the file, their sums checked.
  static func readAny(_ path: String) throws(Failure) -> SavedReports {
    try ReportFile.decodeAny(try bytes(of: path), path: path)
  }

  /// Far more than the report of any race has.
  private static let largest = 256 << 20

  private static func reason(_ problem: BoundedInput.Problem) -> String {
    switch problem {
    case .call(let error): error.reason
    case .isNoFile: "it is neither a file nor a pipe"
    case .isTooLarge: "it has more than \(largest >> 20) MiB, and no result has"
    }
  }

  private static func bytes(of path: String) throws(Failure) -> [UInt8] {
    do throws(BoundedInput.Problem) {
      return try BoundedInput.read(path, limit: largest)
    } catch {
      throw Failure(.badData, "cannot read result \"\(path)\": \(reason(error))")
    }
  }
}
