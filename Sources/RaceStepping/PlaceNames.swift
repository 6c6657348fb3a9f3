import RaceModel
import RaceSystem

/// How paths are written in steps: without the random directory in which the stage lies.
struct PlaceNames {
  /// Directories with the names that stand for them, the longest first.
  private let names: [(directory: String, name: String)]

  /// - Parameters:
  ///   - directory: the target's, below which paths go by their names.
  ///   - named: other directories, and what stands for them.
  init(directory: String, named: [(directory: String, name: String)]) {
    names = ([(directory, "")] + named).sorted { $0.directory.utf8.count > $1.directory.utf8.count }
  }

  /// The path as it is written.
  func name(of path: String) -> String {
    for (directory, name) in names {
      if path == directory { return name.isEmpty ? "." : name }
      if path.utf8.starts(with: "\(directory)/".utf8) {
        let rest = String(decoding: path.utf8.dropFirst(directory.utf8.count + 1), as: UTF8.self)
        return name.isEmpty ? rest : "\(name)/\(rest)"
      }
    }
    return path
  }
}
