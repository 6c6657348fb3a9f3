import Glibc
import RaceModel
import RaceSystem

/// Puts files into a directory, none in the place of another unless that is wanted. Where none may be replaced it is
/// all of them or none.
struct NewFiles {
  /// As the user names it, for messages.
  private let name: String
  /// The same without symbolic links.
  private let root: String
  private let replaces: Bool

  /// - Parameter replaces: whether files that are there may be replaced.
  init(in directory: String, replacing replaces: Bool) throws(Failure) {
    guard let root = try? PathCalls.resolve(directory), Self.isDirectory(root) else {
      throw Failure(
        .usage,
        "--directory: \"\(directory)\" is not there or is no directory; make it, or name another one"
      )
    }
    self.name = directory
    self.root = root
    self.replaces = replaces
  }

  /// A file's path as the user would name it.
  func shown(_ path: String) -> String {
    guard name != "." else { return path }
    return name.hasSuffix("/") ? name + path : "\(name)/\(path)"
  }

  /// Whether anything has that name, and be it a link that leads nowhere.
  func holds(_ path: String) -> Bool { (try? PathCalls.linkStatus(place(path))) != nil }

  /// Writes the files and makes the directories that they are in. Where one of them must not or cannot be written
  /// none is left; but one that has taken another's place by then stays.
  func write(_ files: [(path: String, text: String)]) throws(Failure) {
    for file in files { try check(file.path) }
    var undo = Undo()
    do throws(Failure) {
      let staged = try files.map { file throws(Failure) in try stage(file.path, file.text, &undo) }
      for (file, staged) in zip(files, staged) { try publish(file.path, staged, &undo) }
    } catch {
      undo.run()
      throw error
    }
  }

  /// What was made so far.
  private struct Undo {
    var files: [String] = []
    var directories: [String] = []

    /// Removes it again, but for directories in which there is something else by now.
    func run() {
      for path in files { try? PathCalls.unlink(path) }
      for path in directories.reversed() { try? PathCalls.removeDirectory(path) }
    }
  }

  private func check(_ path: String) throws(Failure) {
    var parent = root
    for name in PathCalls.parent(of: path).split(separator: "/") where name != "." {
      let next = "\(parent)/\(name)"
      guard (try? PathCalls.linkStatus(next)) != nil else { break }
      guard let resolved = try? PathCalls.resolve(next), Self.isDirectory(resolved) else {
        throw refusal(path, "\"\(name)\" is no directory; move it away")
      }
      guard root == "/" || resolved == root || resolved.hasPrefix(root + "/") else {
        throw refusal(
          path, "\"\(name)\" is a link that leads out of the directory; write elsewhere")
      }
      parent = resolved
    }
    guard access(parent, W_OK | X_OK) == 0 else {
      throw SystemCallError("access", parent).failure("cannot write \"\(shown(path))\"")
    }
    try checkName(path)
  }

  private func checkName(_ path: String) throws(Failure) {
    guard let status = try? PathCalls.linkStatus(place(path)) else { return }
    guard replaces else { throw exists(path) }
    guard [S_IFREG, S_IFLNK].contains(status.st_mode & S_IFMT) else {
      throw refusal(path, "something is there that is no file; move it away")
    }
  }

  private func stage(
    _ path: String, _ text: String, _ undo: inout Undo
  ) throws(Failure) -> StagedFile {
    do throws(SystemCallError) {
      try makeParents(of: path, &undo)
      let former = try? PathCalls.linkStatus(place(path))
      let isFile = former.map { $0.st_mode & S_IFMT == S_IFREG } ?? false
      return try StagedFile(
        Array(text.utf8), for: place(path), mode: isFile ? former.map { $0.st_mode & 0o777 } : nil)
    } catch {
      throw error.failure("cannot write \"\(shown(path))\"")
    }
  }

  private func makeParents(of path: String, _ undo: inout Undo) throws(SystemCallError) {
    var parent = root
    for name in PathCalls.parent(of: path).split(separator: "/") where name != "." {
      parent += "/\(name)"
      do {
        // 0777: the user's umask decides.
        try PathCalls.makeDirectory(parent, mode: 0o777)
        undo.directories.append(parent)
      } catch  where error.errno == EEXIST {
        continue
      }
    }
  }

  private func publish(
    _ path: String, _ staged: StagedFile, _ undo: inout Undo
  ) throws(Failure) {
    do throws(SystemCallError) {
      if replaces && holds(path) {
        try staged.replace()
      } else {
        try staged.create()
        undo.files.append(staged.path)
      }
    } catch {
      // It was not there when it was looked for, and is somebody else's.
      if error.errno == EEXIST { throw exists(path) }
      throw error.failure("cannot write \"\(shown(path))\"")
    }
  }

  private func place(_ path: String) -> String { root == "/" ? "/\(path)" : "\(root)/\(path)" }

  private func exists(_ path: String) -> Failure {
    refusal(path, "it is there already; --force replaces it")
  }

  private func refusal(_ path: String, _ why: String) -> Failure {
    Failure(.cannotWrite, "cannot write \"\(shown(path))\": \(why)")
  }

  private static func isDirectory(_ path: String) -> Bool {
    (try? PathCalls.status(path)).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }
}
