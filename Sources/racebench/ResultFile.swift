import Glibc
import RaceModel
import RaceReports
import RaceSystem

/// Files that racebench has written.
enum ResultFile {
  /// The reports in the file, their sums checked.
  static func read(_ path: String) throws(Failure) -> [Report] {
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try OpenFile(path, O_RDONLY).readToEnd()
    } catch {
      throw Failure(.badData, "cannot read result \"\(path)\": \(error.reason)")
    }
    return try ReportFile.decode(bytes, path: path)
  }
}
