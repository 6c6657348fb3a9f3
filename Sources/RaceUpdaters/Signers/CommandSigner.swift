import Glibc
import RaceModel
import RaceSystem

/// Runs a shell command on the file.
struct CommandSigner: Signer {
  static let entry = Catalogue.Entry(
    name: "command", summary: "runs a shell command, with {file} for the quoted path of the file",
    argument: .command)

  let command: String
  /// When it is killed with its process group if it has not ended; never if nil.
  var timeout: TimeSpan?

  var effect: SignerEffect { .mayChangeBytes }

  func limited(to timeout: TimeSpan) -> any Signer {
    CommandSigner(command: command, timeout: self.timeout.map { min($0, timeout) } ?? timeout)
  }

  func sign(_ path: String) throws {
    let outcome = try Command(template: command, ["file": path]).run(timeout: timeout)
    if outcome.end.succeeded { return try checkFile(path) }
    let last = outcome.lastLine.map { ": \($0)" } ?? ""
    // 127 and 126 are the shell's own words for a program that it cannot find or run.
    let missing = [126, 127].contains { outcome.end == .ended(.exited(status: $0)) }
    let end =
      outcome.end == .timedOut
      ? "did not end within \(timeout?.exact ?? "its time") and was killed" : "\(outcome.end)"
    throw SignerFailure("signer \"\(command)\" \(end)\(last)", missing: missing)
  }
  /// What is opened next must be a file: an open of a FIFO would wait for a writer for ever (fifo(7)).
  private func checkFile(_ path: String) throws {
    let status = try? PathCalls.status(path)
    guard status.map({ $0.st_mode & S_IFMT == S_IFREG }) == true else {
      throw SignerFailure("signer \"\(command)\" leaves no regular file behind")
    }
  }
}
