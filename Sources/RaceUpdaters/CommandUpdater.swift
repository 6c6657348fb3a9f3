import Glibc
import RaceModel
import RaceSystem

/// A user's own command that replaces the target.
package struct CommandUpdater: Updater {
  /// What it is, as it is written.
  package let spec: CommandSpec

  /// Takes the command as it is.
  package init(_ spec: CommandSpec) { self.spec = spec }

  /// The same with no more time for each of its commands than that.
  package func limited(to timeout: TimeSpan) -> CommandUpdater {
    var spec = spec
    spec.timeout = min(spec.timeout, timeout)
    return CommandUpdater(spec)
  }

  /// Whether something is to be run before or after each swap.
  package var isAttended: Bool { spec.setup != nil || spec.teardown != nil }

  /// Whether it asks for no source, and so edits what is there.
  package var editsInPlace: Bool { !Placeholder.mentioned(in: spec.command).contains(.source) }

  /// Nothing is known of it: that is what a race finds out.
  package func weaknesses(under condition: Condition) -> KindSet { [] }

  /// Runs the command to its end. What it leaves in the background goes on, for readers to meet.
  /// - Throws: `CommandFailure` where it does not exit with status 0, `SystemCallError` where it cannot be started.
  package func swap(_ swap: Swap) throws {
    let group = try run(spec.command, called: "the updater", swap)
    group.release()
  }

  /// Runs what is to be run before a swap. What it leaves in the background lives until the group is ended.
  /// - Returns: its process group, to be ended after the swap; nil where there is no such command.
  /// - Throws: as `swap` does.
  package func setUp(_ swap: Swap) throws -> ProcessGroup? {
    try spec.setup.map { try run($0, called: "--setup", swap) }
  }

  /// Runs what is to be run after a swap, if there is anything.
  /// - Throws: as `swap` does.
  package func tearDown(_ swap: Swap) throws {
    if let teardown = spec.teardown { try run(teardown, called: "--teardown", swap).release() }
  }

  /// The updater with its values in place, for whoever runs it otherwise.
  /// - Throws: where there is no shell, and the text has no words.
  package func command(for swap: Swap) throws(CommandWords.Problem) -> Command {
    try Command(
      template: spec.command, swap.placeholders, environment: swap.environment, shell: spec.shell)
  }

  /// What is wrong with a path in double quotes: those that it is quoted with come through. Harmless within single
  /// quotes, so it is said only of what has failed.
  private static func quotes(in template: String) -> String? {
    let name = Placeholder.allCases.map(\.name).first { template.contains("\"\($0)\"") }
    return name.map { "paths are quoted already; remove the quotes around \($0)" }
  }

  private func run(
    _ template: String, called what: String, _ swap: Swap
  ) throws -> ProcessGroup {
    let command = try Command(
      template: template, swap.placeholders, environment: swap.environment, shell: spec.shell)
    let (outcome, group) = try command.runKeepingGroup(timeout: spec.timeout)
    if outcome.end.succeeded { return group }
    group.release()
    throw CommandFailure(
      outcome, what: what, timeout: spec.timeout,
      advice: spec.shell == .none ? nil : Self.quotes(in: template))
  }
}

/// A user's command that did not do what it was asked.
package struct CommandFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, in one line, without what to do about it.
  package let what: String
  /// What to do about it, where that shows in the command itself.
  package let advice: String?
  /// Both.
  package var description: String { what + (advice.map { "; \($0)" } ?? "") }
  /// The last of what it printed.
  package let output: [UInt8]
  /// The last line of that; nil if it printed nothing.
  package let lastLine: String?
  /// The status that it exited with; nil where it was killed.
  package let status: Int32?
  /// Whether its program could not be run at all, as its shell says.
  package var missing: Bool { status == 126 || status == 127 }

  init(_ outcome: Command.Outcome, what: String, timeout: TimeSpan, advice: String?) {
    let end =
      outcome.end == .timedOut
      ? "did not end within \(timeout.exact) and was killed" : "\(outcome.end)"
    let last = outcome.lastLine.map { ": \($0)" } ?? ""
    self.what = "\(what) \(end)\(last)"
    self.advice = advice
    output = outcome.output
    lastLine = outcome.lastLine
    if case .ended(.exited(let number)) = outcome.end { status = number } else { status = nil }
  }
}

extension Swap {
  /// What the updater's environment has besides racebench's own.
  fileprivate var environment: [String: String] { temporary.map { ["TMPDIR": $0] } ?? [:] }

  /// Has this process use the updater's temporary directory, for strategies that make use of one.
  package func enterTemporary() {
    if let temporary { setenv("TMPDIR", temporary, 1) }
  }

  /// The paths that a command may ask for.
  fileprivate var placeholders: [Placeholder: String] {
    [
      .source: source, .target: target, .directory: PathCalls.parent(of: target), .root: root,
    ]
  }
}
