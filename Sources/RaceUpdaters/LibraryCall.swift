import FoundationEssentials
import Glibc
import RaceModel
import RaceSystem

/// What the strategies have in common that leave the publishing to a library, called as its users call it.
extension Swap {
  /// Copies and signs a private file away from the target, hands it to `body`, and removes what is then left of it.
  /// It has nothing of the target's metadata: to keep them or not is the library's doing.
  /// - Throws: `SystemCallError`, `SignerFailure`, or what `body` throws.
  func withFinishedFile(_ body: (_ finished: String) throws -> Void) throws {
    let directory = stagingDirectory ?? elsewhere
    let finished = "\(directory)/\(PathCalls.name(of: target)).\(UniqueName.token())"
    let file = try OpenFile(finished, O_RDWR | O_CREAT | O_EXCL).release()
    defer { unlink(finished) }
    let open = OpenFile(adopting: file, path: finished)
    try copy(into: open)
    try open.close()
    try sign(finished)
    try body(finished)
  }

  /// Runs a library's call on the target.
  /// - Parameter name: the call's name, for messages.
  /// - Throws: `SystemCallError` where the library's error tells the number of one; otherwise that error.
  func callLibrary(_ name: String, _ body: () throws -> Void) throws {
    // The call is one step to us, so this is where readers can look while its swap goes on.
    defer { trace.checkpoint() }
    do {
      try body()
    } catch {
      guard let number = Self.number(behind: error) else { throw error }
      throw SystemCallError(name, target, errno: number)
    }
  }

  /// The system's number of an error's cause.
  private static func number(behind error: any Error) -> Int32? {
    ((error as? CocoaError)?.underlying as? POSIXError)?.code.rawValue
  }
}
