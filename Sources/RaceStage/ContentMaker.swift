import Glibc
import RaceModel
import RaceReaders
import RaceSystem
import RaceUpdaters

/// Makes the contents on a stage.
package struct ContentMaker {
  let stage: Stage
  private let executable: String

  /// How long making the contents may take.
  private let patience: TimeSpan
  /// How long learning what a command publishes of them may take.
  private let learning: TimeSpan
  /// When all of that must be done; nil where each part has its own time alone.
  private let deadline: UInt64?

  /// - Parameters:
  ///   - executable: racebench's own, which commands find as `$RACEBENCH_EXECUTABLE`.
  ///   - patience: how long making the contents may take.
  ///   - learning: how long learning what a command publishes of them may take, and signing them; as long again if nil.
  ///   - whole: how long all of that may take together, from now on; as long as its parts if nil.
  package init(
    stage: Stage, executable: String, patience: TimeSpan = CommandSpec.defaultTimeout,
    learning: TimeSpan? = nil, whole: TimeSpan? = nil
  ) {
    deadline = whole.map { Clock.now(plus: $0) }
    self.learning = learning ?? patience
    self.stage = stage
    self.executable = executable
    self.patience = patience
  }

  /// Makes both contents as they are before any signer.
  /// - Parameters:
  ///   - limit: how much updaters may write from then on; a part of what is free if nil.
  ///   - copies: what must fit besides both; the target and a copy of it if nil.
  /// - Throws: `Failure` for contents that cannot be had or cannot be told apart, `SystemCallError` for a stage that
  ///   cannot be written.
  package func makeSources(
    _ plan: ContentsPlan, limit: ByteCount? = nil, besides copies: Copies? = nil
  ) throws {
    let copies = copies ?? .targetAndCopy
    try make(plan, copies)
    let largest = try [stage.sourceA, stage.sourceB].map { try PathCalls.status($0).st_size }.max()
    if let sizes = stage.sizes {
      sizes.begin(
        limit: Room.limit(limit, of: sizes, largest: UInt64(largest ?? 0), besides: copies))
    }
  }

  private func make(_ plan: ContentsPlan, _ copies: Copies) throws {
    try Room.check(plan, for: copies, at: stage)
    switch plan {
    case .generate(let size, let seed): try generate(size.bytes, seed)
    case .files(let a, let b):
      try take(a, to: stage.sourceA)
      try take(b, to: stage.sourceB)
    case .command(let command):
      try run(command)
      try Room.checkMade([stage.sourceA, stage.sourceB], for: copies, at: stage)
    }
    try Self.check(stage.sourceA, stage.sourceB, after: "")
  }

  /// How long learning may take from now on.
  var learningTime: TimeSpan {
    guard let deadline else { return learning }
    let now = Clock.now()
    return min(learning, TimeSpan(nanoseconds: deadline - min(now, deadline)))
  }

  /// Has both contents signed, and lays them out for the readers.
  /// - Parameter number: tells this signer from the other ones of the race.
  func publish(by signer: any Signer, named name: String, number: Int) throws -> ContentLibrary {
    let (a, b) = stage.published(number)
    let end = Clock.now(plus: learningTime)
    for (source, published) in [(stage.sourceA, a), (stage.sourceB, b)] {
      try sign(source, to: published, by: signer, named: name, until: end)
    }
    try Self.check(a, b, after: " after signing by \"\(name)\"")
    return try ContentLibrary(
      a: a, b: b, unsignedA: stage.sourceA, unsignedB: stage.sourceB,
      bIsStable: signer.effect != .fails)
  }

  private func sign(
    _ source: String, to published: String, by signer: any Signer, named name: String,
    until end: UInt64
  ) throws {
    guard signer.effect == .mayChangeBytes else {
      try retrying("link", published) { link(source, published) }
      return
    }
    do {
      try Self.copy(source, to: published)
      try sign(published, by: signer, named: name, until: end)
      // Only what is known can be told from what is torn.
      let again = published + "-again"
      try Self.copy(source, to: again)
      try sign(again, by: signer, named: name, until: end)
      for path in [published, again] {
        guard let status = try? PathCalls.linkStatus(path), status.st_mode & S_IFMT == S_IFREG
        else {
          throw Failure(.unavailable, "signer \"\(name)\" leaves no regular file behind")
        }
      }
      guard try Self.same(published, again) else {
        throw Failure(
          .unavailable,
          "signer \"\(name)\" gives other bytes each time, so the signed content cannot be known; "
            + "race a signer that gives the same")
      }
      try PathCalls.unlink(again)
      let mode = try PathCalls.status(source).st_mode & 0o777
      try retrying("chmod", published) { chmod(published, mode) }
    } catch let error as SignerFailure {
      throw Failure(.unavailable, "\(error), on a copy of the content beforehand")
    }
  }

  /// Signs with no more time than is left.
  private func sign(
    _ path: String, by signer: any Signer, named name: String, until end: UInt64
  ) throws {
    let now = Clock.now()
    if now < end {
      do {
        try signer.limited(to: TimeSpan(nanoseconds: end - now)).sign(path)
        // It may have been ended in part, and taken that for a success.
        if let excess = stage.excess { throw wroteTooMuch(name, excess) }
        return
      } catch let failure as SignerFailure where Clock.now() < end {
        throw stage.excess.map { wroteTooMuch(name, $0) } ?? failure
      } catch is SignerFailure {}
    }
    if let excess = stage.excess { throw wroteTooMuch(name, excess) }
    throw Failure(
      .unavailable,
      "signer \"\(name)\" did not sign both contents twice beforehand in the time that there was; give it more by "
        + "--timeout or --time-limit")
  }

  private func wroteTooMuch(_ name: String, _ excess: String) -> Failure {
    Failure(
      .inconclusive,
      "signer \"\(name)\" was ended beforehand, since it wrote too much: \(excess)")
  }

  private func take(_ path: String, to place: String) throws {
    let mode: mode_t
    do {
      let status = try PathCalls.status(path)
      mode = status.st_mode & 0o777
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw Failure(.badData, "content \"\(path)\" is not a regular file")
      }
      // Read once beforehand: an error from here on is one of writing. A lease is not waited for.
      _ = try OpenFile(path, O_RDONLY | O_NONBLOCK)
    } catch let error as SystemCallError {
      throw Failure(.badData, "cannot read content \"\(path)\": \(error.reason)")
    }
    try Self.copy(path, to: place)
    try retrying("chmod", place) { chmod(place, mode) }
  }

  private func run(_ command: String) throws {
    let outcome = try Command(
      template: command, ["a": stage.sourceA, "b": stage.sourceB],
      environment: ["RACEBENCH_EXECUTABLE": executable]
    ).run(timeout: patience)
    if outcome.end == .timedOut {
      throw Failure(
        .unavailable,
        "the command that makes the contents did not end within \(patience.exact) and was killed; "
          + "give it more time by --timeout or --time-limit")
    }
    guard outcome.end.succeeded else {
      let missing = outcome.end == .ended(.exited(status: 127))
      throw Failure(
        missing ? .unavailable : .badData,
        "the command that makes the contents \(outcome.end)"
          + (outcome.lastLine.map { ": \($0)" } ?? ""))
    }
    for (path, name) in [(stage.sourceA, "{a}"), (stage.sourceB, "{b}")] {
      guard let status = try? PathCalls.status(path), status.st_mode & S_IFMT == S_IFREG else {
        throw Failure(.badData, "the command that makes the contents made no file at \(name)")
      }
    }
  }

  private func generate(_ size: UInt64, _ seed: UInt64) throws {
    let a = try OpenFile(stage.sourceA, O_WRONLY | O_CREAT | O_EXCL)
    let b = try OpenFile(stage.sourceB, O_WRONLY | O_CREAT | O_EXCL)
    // As a binary or a native module has it.
    try a.setMode(0o755)
    try b.setMode(0o755)
    var generator = ContentGenerator(size: size, seed: seed)
    while let chunk = generator.next() {
      try a.write(chunk.a)
      try b.write(chunk.b)
    }
  }

  /// Refuses contents that no race can tell apart.
  private static func check(_ a: String, _ b: String, after step: String) throws {
    for (path, name) in [(a, "A"), (b, "B")] where try PathCalls.status(path).st_size == 0 {
      throw Failure(
        .badData, "content \(name) is empty\(step); both must have bytes in them")
    }
    if try same(a, b) {
      throw Failure(.badData, "contents A and B are equal\(step); they must differ")
    }
  }

  private static func same(_ left: String, _ right: String) throws(SystemCallError) -> Bool {
    let (left, right) = (try MappedFile(left), try MappedFile(right))
    defer {
      left.unmap()
      right.unmap()
    }
    guard left.count == right.count else { return false }
    guard let first = left.base, let second = right.base else { return true }
    return memcmp(first, second, left.count) == 0
  }

  private static func copy(_ source: String, to place: String) throws(SystemCallError) {
    let file = try OpenFile(place, O_WRONLY | O_CREAT | O_EXCL)
    try file.copyAll(of: source)
    try file.close()
  }
}
