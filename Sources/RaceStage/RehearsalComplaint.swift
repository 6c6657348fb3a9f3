import Glibc
import RaceModel
import RaceSystem
import RaceUpdaters

/// Why an updater cannot be raced, as its rehearsal has shown, in words that say what to do.
struct RehearsalComplaint {
  /// What the subject is called.
  let name: String
  let stage: Stage

  private static let when = "before anything was raced"

  /// Its program is not there, or may not be run: what the shell says, or the kernel where there is no shell.
  func cannotRun(_ failure: CommandFailure, by shell: CommandShell) -> Failure {
    let line = Self.withoutShell(failure.lastLine ?? "", shell)
    let status = "status \(failure.status ?? 0)\(line.isEmpty ? "" : ": \(line)")"
    // `./install.sh: Permission denied`; what a script says of its own commands begins with the script.
    let parts = line.split(separator: ": ", omittingEmptySubsequences: false)
    return unrunnable(
      status,
      Self.advice(parts.dropLast().last.map(String.init) ?? "", isThere: failure.status == 126))
  }

  /// The same where the kernel says it.
  func cannotRun(_ error: SystemCallError) -> Failure {
    unrunnable(
      "\(error)", Self.advice(error.object ?? "", isThere: error.errno != ENOENT))
  }

  private func unrunnable(_ reason: String, _ advice: String) -> Failure {
    Failure(
      .unavailable,
      "\(name): the updater cannot be run (\(stage.withoutRoot(reason))), \(Self.when); \(advice)")
  }

  /// What to do about a program that cannot be run.
  private static func advice(_ program: String, isThere: Bool) -> String {
    let quoted = program.allSatisfy { $0.isLetter || $0.isNumber || "._-+/".contains($0) }
    let word = quoted ? program : Command.quoted(program)
    guard program.utf8.contains(UInt8(ascii: "/")) else {
      return isThere || program.isEmpty
        ? "correct the command" : "install \(word), or correct its name"
    }
    let status = try? PathCalls.status(program)
    let isFile = status.map { $0.st_mode & S_IFMT == S_IFREG } ?? false
    if isFile, access(program, X_OK) != 0 { return "chmod +x \(word)" }
    if isFile {
      return "it is there, so look at its first line (#!) or whether this machine can run it"
    }
    let here = getcwd(nil, 0)
    defer { free(here) }
    let place = here.map { "; commands run in \(String(cString: $0))" } ?? ""
    return "correct its path\(place)"
  }

  /// Without what a shell puts in front: `/bin/sh: 1: `, `/bin/sh: line 1: `.
  private static func withoutShell(_ line: String, _ shell: CommandShell) -> String {
    guard case .path(let path) = shell else { return line }
    var parts = line.split(separator: ": ", omittingEmptySubsequences: false)[...]
    guard let first = parts.first.map(String.init),
      first == path || first == PathCalls.name(of: path)
    else {
      return line
    }
    parts.removeFirst()
    if let number = parts.first?.split(separator: " ").last, number.allSatisfy(\.isNumber) {
      parts.removeFirst()
    }
    return parts.joined(separator: ": ")
  }

  /// What is run beside the updater does not work.
  func unavailable(_ error: any Error) -> Failure {
    Failure(.unavailable, "\(name): \(stage.withoutRoot("\(error)")), \(Self.when)")
  }

  /// It fails each time.
  func alwaysFails(_ first: CommandFailure) -> Failure {
    let lines = String(decoding: first.output, as: UTF8.self)
      .split(whereSeparator: \.isNewline).suffix(5).dropLast().joined(separator: "; ")
    let output = lines.isEmpty ? "" : "; before that: \(lines)"
    return Failure(
      .unavailable,
      "\(name): \(stage.withoutRoot("\(first.what)\(output)")), and so each time, \(Self.when); "
        + (first.advice ?? "correct the command, or expect it (expect: {verdict: inconclusive})"))
  }

  /// It puts the new content at another name.
  func otherName(_ other: String) -> Failure {
    Failure(.usage, "\(name): the updater made \"\(other)\"; did you mean --target \(other)?")
  }

  /// There was no time for all of it.
  func tooLong(_ patience: TimeSpan) -> Failure {
    Failure(
      .inconclusive,
      "\(name): finding out what it publishes, by running it up to six times beforehand, took longer than "
        + "\(patience.exact); give it more time by --timeout or --time-limit")
  }

  /// It was ended.
  func wroteTooMuch(_ excess: String) -> Failure {
    Failure(
      .inconclusive,
      "\(name): the updater was ended \(Self.when), since it wrote too much: \(excess)")
  }
}
