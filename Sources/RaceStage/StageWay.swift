import Glibc
import RaceModel
import RaceSystem

extension Stage {
  /// Gives the directories on the way to a target the mode of most directories, whatever the umask: only so can an
  /// updater narrow it. The root above them keeps everybody else out.
  func openWay(to target: String, below root: String) throws(SystemCallError) {
    var place = PathCalls.parent(of: target)
    while place.utf8.starts(with: root.utf8) {
      try retrying("chmod", place) { chmod(place, 0o755) }
      if place.utf8.count <= root.utf8.count { return }
      place = PathCalls.parent(of: place)
    }
  }
}
