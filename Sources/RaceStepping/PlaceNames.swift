import RaceModel
import RaceSystem

/// How paths are written in steps: without the random directory in which the stage lies.
struct PlaceNames {
  /// What stands for the updater's TMPDIR.
  static let temporary = "{tmpdir}"

  /// Directories with the names that stand for them, the longest first. The target's has none: below it paths go by
  /// what comes after it, and it goes by its placeholder.
  private let names: [(directory: String, name: String?)]

  /// - Parameters:
  ///   - directory: the target's.
  ///   - named: other directories, and what stands for them; one may be the target's.
  init(directory: String, named: [(directory: String, name: String)]) {
    let others = named.filter { $0.directory != directory }
      .map { (directory: $0.directory, name: String?.some($0.name)) }
    names = ([(directory, nil)] + others).sorted {
      $0.directory.utf8.count > $1.directory.utf8.count
    }
  }

  /// The path as it is written.
  func name(of path: String) -> String {
    for (directory, name) in names {
      if path == directory { return name ?? "{directory}" }
      if path.utf8.starts(with: "\(directory)/".utf8) {
        let rest = String(decoding: path.utf8.dropFirst(directory.utf8.count + 1), as: UTF8.self)
        return name.map { "\($0)/\(rest)" } ?? rest
      }
    }
    return path
  }
}
