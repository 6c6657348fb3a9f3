import Glibc
import RaceSystem

/// Finds a place to stage on that is not on the stage's file system.
enum OtherFileSystem {
  /// The first of the candidates that is a directory on another file system than `directory` and can be written;
  /// nil where there is none.
  static func place(
    besides directory: String,
    among candidates: [String] = candidates(by: EnvironmentVariable.value)
  ) -> String? {
    guard let here = try? PathCalls.status(directory).st_dev else { return nil }
    return candidates.first { candidate in
      guard let status = try? PathCalls.status(candidate) else { return false }
      return status.st_mode & S_IFMT == S_IFDIR && status.st_dev != here
        && access(candidate, W_OK | X_OK) == 0
    }
  }

  /// Where to look, in this order.
  /// - Parameter value: of a variable of the environment; nil where it is not set.
  static func candidates(by value: (String) -> String?) -> [String] {
    let named = ["TMPDIR", "XDG_RUNTIME_DIR", "HOME"].compactMap(value)
    // What the environment names from somewhere else would be somewhere else for a race.
    return ["/dev/shm", "/tmp", "/var/tmp"] + named.filter { $0.hasPrefix("/") }
  }
}
