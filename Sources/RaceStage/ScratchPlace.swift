import Glibc
import RaceModel
import RaceSystem

/// Makes the private directories of a task, and says what is wrong with a place where none can be made.
extension GuardedTask {
  static func scratch(
    in directory: String, called what: String, for name: Name
  ) throws(Failure) -> ScratchDirectory {
    do throws(SystemCallError) {
      return try ScratchDirectory(in: directory)
    } catch {
      switch error.errno {
      case ENOENT, ENOTDIR: throw unusable(directory, called: what, error)
      case EMFILE, ENFILE, ENOMEM: throw needsTooMuch(name, error)
      default:
        throw Failure(.cannotWrite, "cannot write in \(what) \"\(directory)\": \(error.reason)")
      }
    }
  }

  /// Why no directory can be made in one by that name.
  private static func unusable(
    _ directory: String, called what: String, _ error: SystemCallError
  ) -> Failure {
    let named = "\(what) \"\(directory)\""
    if let status = try? PathCalls.status(directory) {
      // Some file systems, such as proc, refuse like that.
      return status.st_mode & S_IFMT == S_IFDIR
        ? Failure(
          .cannotWrite, "no directory can be made in \(named): \(error.reason); name another one")
        : Failure(.usage, "\(named) is no directory; name one")
    }
    if (try? PathCalls.linkStatus(directory)) != nil {
      return Failure(.usage, "\(named) is a link that leads nowhere; name another one")
    }
    if error.errno == ENOTDIR {
      var above = PathCalls.parent(of: directory)
      while (try? PathCalls.status(above)) == nil, above.utf8.count > 1 {
        above = PathCalls.parent(of: above)
      }
      return Failure(
        .usage, "\(named) cannot be there, for \"\(above)\" is no directory; name another one")
    }
    // What is no UTF-8 has been repaired on the way here, so that the name is another one.
    if directory.unicodeScalars.contains("\u{FFFD}") {
      return Failure(
        .usage,
        "\(named) cannot be found: racebench takes no names that are not UTF-8; name another one")
    }
    return Failure(.usage, "\(named) is not there; make it, or name another one")
  }
}
