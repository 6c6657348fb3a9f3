import RaceModel
import RaceSystem

/// Runs a shell command on the file.
struct CommandSigner: Signer {
  static let entry = Catalogue.Entry(
    name: "command", summary: "runs a shell command, with {file} for the quoted path of the file",
    argument: .command)

  let command: String

  var effect: SignerEffect { .mayChangeBytes }

  func sign(_ path: String) throws {
    let outcome = try Command(template: command, ["file": path]).run()
    if outcome.end.succeeded { return }
    let last = outcome.lastLine.map { ": \($0)" } ?? ""
    // 127 and 126 are the shell's own words for a program that it cannot find or run.
    let missing = [126, 127].contains { outcome.end == .ended(.exited(status: $0)) }
    throw SignerFailure("signer \"\(command)\" \(outcome.end)\(last)", missing: missing)
  }
}
