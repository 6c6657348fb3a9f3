import Glibc
import RaceModel
import RaceReaders
import RaceScenarios
import RaceSystem
import RaceUpdaters

/// Brings scenario files and this build's names together.
enum ScenarioLoader {
  /// The names that this build knows.
  static let catalogue = Catalogue(
    strategies: Strategies.all.map(\.entry), readers: ReaderKind.allCases.map(\.entry),
    signers: Signers.entries)

  static let checks = Checks(catalogue)

  /// Reads and checks a scenario file.
  /// - Parameter flags: what they say takes the place of what the file says.
  static func load(_ path: String, below flags: ScenarioDraft) throws(Failure) -> ScenarioDraft {
    let bytes: [UInt8]
    do throws(BoundedInput.Problem) {
      bytes = try BoundedInput.read(path, limit: ScenarioFile.largestFile)
    } catch let problem {
      let error: SystemCallError
      switch problem {
      case .call(let failed): error = failed
      case .isNoFile:
        throw Failure(
          .badData, "cannot read scenario \"\(path)\": it is neither a file nor a pipe")
      case .isTooLarge:
        throw Failure(
          .badData,
          "scenario \"\(path)\": the file has more than \(ScenarioFile.largestFile) bytes; expected at most "
            + "\(ScenarioFile.largestFile)")
      }
      if error.errno == ENOENT && !path.contains(where: { "./".contains($0) }) {
        throw unknownWord(path)
      }
      throw Failure(.badData, "cannot read scenario \"\(path)\": \(error.reason)")
    }
    return try ScenarioFile.parse(
      bytes, path: path, catalogue: catalogue,
      directoryServes: { flags.replaces($0) || isDirectory($1) },
      fileExists: { access($0, F_OK) == 0 })
  }

  private static func isDirectory(_ path: String) -> Bool {
    (try? PathCalls.status(path)).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  /// What is no file and looks like no path is more likely meant for a subcommand.
  private static func unknownWord(_ word: String) -> Failure {
    let names = Racebench.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let near = Spelling.nearest(to: String(word.prefix(40)), among: names) else {
      return Failure(
        .usage,
        "\"\(word)\" is neither a scenario file nor a subcommand (see racebench --help)")
    }
    return Failure(.usage, "unknown subcommand \"\(word)\"; did you mean \"\(near)\"?")
  }

  /// Where the root is made if nobody says otherwise.
  static var temporaryDirectory: String {
    EnvironmentVariable.value("TMPDIR") ?? "/tmp"
  }

  /// racebench's own executable.
  static var executable: String { (try? PathCalls.resolve("/proc/self/exe")) ?? "racebench" }

  /// The path from the root directory on, so that a saved scenario means the same from anywhere.
  static func absolute(_ path: String) -> String {
    // By bytes: a combining mark behind the slash makes one character of both.
    guard path.utf8.first != UInt8(ascii: "/"), let here = getcwd(nil, 0) else { return path }
    defer { free(here) }
    return "\(String(cString: here))/\(path)"
  }
}

extension ScenarioDraft {
  /// Whether what a file says of that directory counts for nothing beside these flags.
  fileprivate func replaces(_ directory: NamedDirectory) -> Bool {
    switch directory {
    case .stage: self.directory != nil
    case .temporary: temporaryDirectory != nil
    case .staging: subjects != nil || strategies.stagingDirectory != nil
    }
  }
}
