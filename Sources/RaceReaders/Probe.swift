import Glibc
import RaceModel
import RaceSystem

/// Looks at contents at rest, before a race, as its readers will: what they make of A and of B is stable, if there is
/// anything to rely on.
package struct Probe: Sendable {
  private let spec: ReaderSpec
  private let root: String
  private let place: Target?
  private let patience: TimeSpan

  /// Nil for readers that run nothing.
  /// - Parameters:
  ///   - root: the directory that everything plays in.
  ///   - place: where a target lies below its root, as `ProgramReader` has it.
  ///   - patience: when a look that has not ended is given up.
  package init?(
    _ spec: ReaderSpec, root: String, place: Target? = nil, patience: TimeSpan = .lookLimit
  ) {
    guard ReaderKind(rawValue: spec.name)?.runsSomething == true else { return nil }
    self.spec = spec
    self.root = root
    self.place = place
    self.patience = patience
  }

  /// One look. Only in a process of a single thread.
  /// - Throws: `Failure` with status 69 where a reader cannot be made.
  package func outcome(at path: String) throws(Failure) -> ProcessOutcome {
    if spec.command == nil && spec.name == ReaderKind.dlopen.rawValue {
      do {
        var reader = try LoadReader(symbol: spec.symbol, root: root, patience: patience)
        return reader.outcome(at: path)
      } catch {
        throw Failure(.unavailable, "cannot load libraries: \(error)")
      }
    }
    var reader = ProgramReader(
      command: spec.command, root: root, place: place, patience: patience)
    return reader.outcome(at: path)
  }

  /// What two looks agree on. Only in a process of a single thread, with the content at the target's path.
  /// - Throws: `Failure` with status 65 for a content that cannot be loaded or run, and with 69 for a reader that
  ///   cannot be relied on.
  package func outcome(of content: StableContent, at path: String) throws(Failure) -> ProcessOutcome
  {
    let looks = (try outcome(at: path), try outcome(at: path))
    for look in [looks.0, looks.1] {
      if let failure = complaint(look, content, path) { throw failure }
    }
    guard looks.0.isSame(as: looks.1) else {
      throw Failure(
        .unavailable,
        "\(subject(content)) ends otherwise or prints something else each time at rest, so its looks cannot be told "
          + "apart; have it print only what depends on the target, or send its output to /dev/null")
    }
    return looks.0
  }

  /// Both, as a race needs them.
  /// - Throws: `Failure` with status 69 where a command accepts neither.
  package func outcomes(
    a: ProcessOutcome, b: ProcessOutcome
  ) throws(Failure) -> StableOutcomes {
    let outcomes = StableOutcomes(a: a, b: b)
    // A program may exit as it likes; but a command that fails in the same way whatever it is given, as by a
    // mistyped name, would fail in the same way on broken contents too, and so find none.
    if spec.command != nil && a.code != 0 && !outcomes.differ {
      throw Failure(
        .unavailable,
        "\(quotedCommand) refuses both contents at rest, with status \(a.code)\(said(a)); have it accept what is whole"
      )
    }
    return outcomes
  }

  /// Why nobody can rely on such a look at rest; nil where one can.
  private func complaint(
    _ look: ProcessOutcome, _ content: StableContent, _ path: String
  ) -> Failure? {
    switch look.end {
    case .lost: Failure(.unavailable, "\(subject(content)) cannot be started: \(reason(look.code))")
    case .killed:
      Failure(
        .unavailable,
        "\(subject(content)) is killed by \(SignalName.text(look.code)) from outside at rest; run it again"
      )
    case .late:
      Failure(
        .unavailable,
        "\(subject(content)) gives \(look.message.text) at rest; make it end by itself")
    case .crash:
      Failure(
        .badData,
        "\(subject(content)) is killed by \(SignalName.text(look.code)) at rest\(said(look)); \(advice)"
      )
    case .error where spec.command != nil:
      Failure(.unavailable, "/bin/sh cannot be run: \(reason(look.code))")
    case .error where look.code == EACCES && Mount.forbidsExecution(at: path):
      Self.forbidden(content, verb, path)
    case .error:
      Failure(
        .badData, "content \(content.letter) cannot be \(verb): \(reason(look.code)); \(advice)")
    case .ended: complaint(ofEnded: look, content, path)
    }
  }

  private func complaint(
    ofEnded look: ProcessOutcome, _ content: StableContent, _ path: String
  ) -> Failure? {
    if spec.command != nil && [126, 127].contains(look.code) {
      // The shell's own words for a program that it cannot find or run.
      return Failure(
        .unavailable,
        "\(quotedCommand) ends with status \(look.code)\(said(look)); install what it runs, or correct its name"
      )
    }
    if isLoad && look.code != 0 {
      // Code cannot be mapped from there either (mmap(2), EPERM).
      if Mount.forbidsExecution(at: path) { return Self.forbidden(content, verb, path) }
      return Failure(
        .badData, "content \(content.letter) cannot be loaded: \(look.message.text); \(advice)")
    }
    return nil
  }

  /// The content may be as it should be: it is where it lies.
  private static func forbidden(
    _ content: StableContent, _ verb: String, _ path: String
  ) -> Failure {
    Failure(
      .unavailable,
      "content \(content.letter) cannot be \(verb): the file system mounted at \"\(Mount.point(of: path))\" has "
        + "the option noexec; name a place on another one by --directory")
  }

  private var isLoad: Bool { spec.name == ReaderKind.dlopen.rawValue }

  private var verb: String { isLoad ? "loaded" : "run" }

  private var quotedCommand: String { "reader command \"\(spec.command ?? "")\"" }

  /// What is looked with, and at.
  private func subject(_ content: StableContent) -> String {
    spec.command != nil
      ? "\(quotedCommand) on content \(content.letter)" : "content \(content.letter), when \(verb),"
  }

  private func said(_ look: ProcessOutcome) -> String {
    look.message.count == 0 ? "" : " (\(look.message.text))"
  }

  private func reason(_ errno: Int32) -> String { SystemCallError("", errno: errno).reason }

  private var advice: String {
    if spec.command != nil { return "have it end by itself on contents that are whole" }
    return isLoad
      ? "give libraries by --contents that load by themselves, or load them by --reader-command"
      : "give programs by --contents, with the mode to run them"
  }
}
