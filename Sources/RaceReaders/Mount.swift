import Glibc
import RaceSystem

/// The mount that a file lies on.
enum Mount {
  /// ST_NOEXEC of statvfs(3), which glibc shows to those who ask for its extensions only.
  private static let noExecution: UInt = 8

  /// Whether nothing on it can be run (mount(8), noexec).
  static func forbidsExecution(at path: String) -> Bool {
    var status = statvfs()
    return statvfs(path, &status) == 0 && status.f_flag & noExecution != 0
  }

  /// Where it is mounted, as far as numbers of devices tell: the last directory on the way up with the same.
  static func point(of path: String) -> String {
    guard var place = try? PathCalls.resolve(path), let device = device(of: place) else {
      return path
    }
    while place != "/" {
      let parent = PathCalls.parent(of: place)
      guard Self.device(of: parent) == device else { break }
      place = parent
    }
    return place
  }

  private static func device(of path: String) -> dev_t? { (try? PathCalls.status(path))?.st_dev }
}
