import Glibc
import RaceSystem
import TestSupport
import Testing

/// A directory of its own in which `racebench init` is tried.
struct Project {
  let racebench: RaceExecutable
  let root: String

  init() throws {
    racebench = try RaceExecutable()
    root = racebench.files + "/project"
    try PathCalls.makeDirectory(root)
  }

  /// What new files are not allowed.
  var mask: mode_t { get throws { try Files.mask } }

  func initialize(_ arguments: [String]) throws -> RaceExecutable.Outcome {
    try racebench.run(["init", "--directory", root] + arguments)
  }

  func refuse(
    _ status: Int32, _ arguments: [String], saying fragments: String..., shell: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let said = try racebench.expectRefusal(
      status, ["init", "--directory", root] + arguments, shell: shell,
      sourceLocation: sourceLocation)
    for fragment in fragments where !fragment.isEmpty {
      #expect(said.contains(fragment), "\(said)", sourceLocation: sourceLocation)
    }
  }

  func write(_ name: String, _ text: String) throws {
    try PathCalls.makeDirectories(PathCalls.parent(of: "\(root)/\(name)"))
    try OpenFile("\(root)/\(name)", O_WRONLY | O_CREAT | O_TRUNC).write(Array(text.utf8))
  }

  /// Takes chance out of a scenario: in lock-step a race sees the same on a busy machine as on an idle one.
  func holdInStep(_ name: String = "racebench.yaml") throws {
    try write(name, try text(name) + "rendezvous: true\n")
  }

  /// Puts a file, a link out of the project that leads nowhere, or a directory where `name` is.
  func occupy(_ name: String, by what: String) throws {
    try PathCalls.makeDirectories(PathCalls.parent(of: "\(root)/\(name)"))
    switch what {
    case "link": try PathCalls.symlink(racebench.files + "/outside", at: "\(root)/\(name)")
    case "directory": try PathCalls.makeDirectory("\(root)/\(name)")
    default: try write(name, "mine")
    }
  }

  func status(_ name: String) throws -> stat { try PathCalls.linkStatus("\(root)/\(name)") }

  func text(_ name: String) throws -> String {
    String(decoding: try OpenFile("\(root)/\(name)", O_RDONLY).readToEnd(), as: UTF8.self)
  }

  /// The paths of all that is no directory, sorted; links are not followed.
  func files() throws -> [String] {
    try paths("").filter { try status($0).st_mode & S_IFMT != S_IFDIR }.sorted()
  }

  /// All paths, with what is in the files and links.
  func listing() throws -> [String] {
    try paths("").map { path in
      switch try status(path).st_mode & S_IFMT {
      case S_IFREG: "\(path): \(try text(path))"
      case S_IFLNK: "\(path): \(try PathCalls.readLink("\(root)/\(path)"))"
      default: path
      }
    }
  }

  private func paths(_ folder: String) throws -> [String] {
    try PathCalls.entries("\(root)/\(folder)").flatMap { name in
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      let isFolder = try status(path).st_mode & S_IFMT == S_IFDIR
      return [path] + (isFolder ? try paths(path) : [])
    }
  }
}
