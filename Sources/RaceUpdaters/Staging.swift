import Glibc
import RaceModel
import RaceSystem

/// What the strategies that publish a finished file have in common: making that file.
extension Swap {
  /// The target itself, behind symbolic links: replacing a link by a file is not replacing its content.
  func resolvedTarget() throws -> String { try PathCalls.resolve(target) }

  /// A name that no other writer can have, in the staging directory or else beside `target`.
  func stagingName(for target: String) -> String {
    let directory = stagingDirectory ?? PathCalls.parent(of: target)
    return "\(directory)/.\(PathCalls.name(of: target)).\(UniqueName.token())"
  }

  /// Makes a file at `path` that is finished in full: copied, signed, with the mode, owner and extended
  /// attributes of `model`, and with no descriptor left open. Removes it again where that fails.
  /// - Parameters:
  ///   - flags: how to open it besides writing.
  ///   - signed: false leaves the signature out.
  ///   - durable: whether its content is on stable storage before this returns.
  func stage(
    at path: String, like model: String, _ flags: Int32 = O_CREAT | O_EXCL, signed: Bool = true,
    durable: Bool = false
  ) throws {
    let metadata = try FileMetadata(of: OpenFile(model, O_RDONLY))
    // A file that cannot be made here may be somebody else's: it is not removed.
    let file = try OpenFile(path, O_RDWR | flags, mode: 0o600).release()
    try removingOnFailure(path) {
      let file = OpenFile(adopting: file, path: path)
      try copy(into: file)
      try file.close()
      if signed { try sign(path) }
      // Opened anew: a signer may have put another file under this name.
      let finished = try OpenFile(path, O_RDONLY)
      try metadata.apply(to: finished)
      if durable { try finished.synchronize() }
    }
  }

  /// Stages a file for `target` and has `body` publish it, in the publish phase. Removes it where either fails.
  /// - Parameters:
  ///   - staging: its name; one that no other writer can have if nil.
  ///   - flags, signed, durable: as `stage` has them.
  ///   - body: gets the staging file's name.
  func publish(
    over target: String, from staging: String? = nil, _ flags: Int32 = O_CREAT | O_EXCL,
    signed: Bool = true, durable: Bool = false, _ body: (_ staging: String) throws -> Void
  ) throws {
    let staging = staging ?? stagingName(for: target)
    try stage(at: staging, like: target, flags, signed: signed, durable: durable)
    try removingOnFailure(staging) {
      enter(.publish)
      try body(staging)
    }
  }

  /// Runs `body`, and removes the staging file where it fails.
  func removingOnFailure(_ path: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      unlink(path)
      throw error
    }
  }
}
