/// Why an exploration did not see all: with one of these nothing is a pass.
package struct ExplorationLimit: Hashable, Sendable {
  /// What could not be seen. A new one is a case here and a sentence in `text`.
  package enum Kind: String, Codable, CaseIterable, Sendable {
    /// From this step on the target's file was mapped shared and writable: stores into it are no calls.
    case unobservedStores
    /// After this step, and before the next call, the target or its directory changed without a call of the updater.
    case changedFromOutside
    /// A program made calls of another architecture, which are not understood; before this step.
    case foreignCalls
    /// Processes that the updater left behind still ran when the time to settle was over.
    case stillRunning
    /// Another run was needed, and what the first one has left kept it from being made.
    case notRepeated
    /// The updater wrote more than it was allowed to, and was ended; `detail` says how much.
    case sizeLimit
    /// The target could not be looked at in time, after this step; `detail` says what for.
    case lateLook
    /// At this step a file that held a whole content was written again, and could not be read afterwards.
    case unreadFile
    /// From this step on a process could not be looked into; `detail` is its program.
    case hiddenProcess
    /// At or before this step a process was started of which no tracer hears (CLONE_UNTRACED).
    case untracedProcess
    /// At this step more was written into the target at once than is let pass, and could not be cut.
    case uncutWrite
  }
  /// What could not be seen.
  package let kind: Kind
  /// The step at or after which that was; nil where it is of no step.
  package let step: Int?
  /// How many processes it is about; nil where it is about none.
  package let processes: Int?
  /// What it is about, for people: a path, a call, a program. Nil where `kind` says all.
  package let detail: String?

  /// Takes each value as it is.
  package init(_ kind: Kind, step: Int? = nil, processes: Int? = nil, detail: String? = nil) {
    self.kind = kind
    self.step = step
    self.processes = processes
    self.detail = detail
  }

  /// From this step on the target's file was mapped shared and writable.
  package static func unobservedStores(step: Int) -> Self { Self(.unobservedStores, step: step) }
  /// The target or its directory changed after this step without a call.
  package static func changedFromOutside(step: Int) -> Self {
    Self(.changedFromOutside, step: step)
  }
  /// Calls of another architecture before this step.
  package static func foreignCalls(step: Int) -> Self { Self(.foreignCalls, step: step) }
  /// The target could not be looked at in time after this step, for this reason.
  package static func lateLook(step: Int, _ reason: String) -> Self {
    Self(.lateLook, step: step, detail: reason)
  }
  /// A file that held a whole content could not be read after this step.
  package static func unreadFile(step: Int) -> Self { Self(.unreadFile, step: step) }
  /// A process of this program that may not be looked into, from this step on.
  package static func hiddenProcess(step: Int, program: String?) -> Self {
    Self(.hiddenProcess, step: step, detail: program)
  }
  /// An untraced process at or before this step.
  package static func untracedProcess(step: Int) -> Self { Self(.untracedProcess, step: step) }
  /// A large write into the target in one piece, at this step.
  package static func uncutWrite(step: Int) -> Self { Self(.uncutWrite, step: step) }
  /// So many processes were left when the time to settle was over.
  package static func stillRunning(processes: Int) -> Self {
    Self(.stillRunning, processes: processes)
  }

  /// In one line, for people.
  package var text: String {
    let place = step ?? 0
    switch kind {
    case .unobservedStores:
      return
        "unobserved stores: from step \(place) on the target's file was mapped shared and writable"
    case .changedFromOutside:
      return place == 0
        ? "the target or its directory changed before the first step, by nobody's call"
        : "the target or its directory changed behind step \(place), by nobody's call: somebody outside the updater's "
          + "processes has a hand in it"
    case .foreignCalls:
      return "calls of another architecture, which are not understood, before step \(place)"
    case .unreadFile:
      return
        "step \(place) may have written to a file that readers can hold open, and it could not be read afterwards"
    case .hiddenProcess:
      return
        "from step \(place) on a process\(detail.map { " of \"\($0)\"" } ?? "") could not be looked into, since it may "
        + "not be dumped (PR_SET_DUMPABLE) or its program may not be read: run racebench as root"
    case .untracedProcess:
      return
        "at or before step \(place) a process was started untraced (CLONE_UNTRACED): what it did was not seen"
    case .uncutWrite:
      return
        "step \(place) wrote more than the split into the target at once and could not be cut: what readers see in the "
        + "middle of it was not tried"
    case .stillRunning:
      return
        "processes of the updater (\(processes ?? 0)) still ran when the time to settle was over"
    case .sizeLimit:
      return "the updater was ended, since it wrote too much\(detail.map { ": \($0)" } ?? "")"
    case .notRepeated:
      return "no further run could be made: \(detail ?? "what the first one left is in its way")"
    case .lateLook:
      return "a look after step \(place) came too late\(detail.map { ": \($0)" } ?? "")"
    }
  }
}

/// Written as `kind`, with `step`, `processes` and `detail` where it has them, and as `text` in words, which is not read
/// back.
extension ExplorationLimit: Codable {
  private enum Key: String, CodingKey { case kind, step, processes, detail, text }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    let kind = try keys.decode(Kind.self, forKey: .kind)
    self.init(
      kind,
      step: kind.hasStep
        ? try keys.decode(Int.self, forKey: .step)
        : try keys.decodeIfPresent(Int.self, forKey: .step),
      processes: kind == .stillRunning
        ? try keys.decode(Int.self, forKey: .processes)
        : try keys.decodeIfPresent(Int.self, forKey: .processes),
      detail: try keys.decodeIfPresent(String.self, forKey: .detail))
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(kind, forKey: .kind)
    try keys.encodeIfPresent(step, forKey: .step)
    try keys.encodeIfPresent(processes, forKey: .processes)
    try keys.encodeIfPresent(detail, forKey: .detail)
    try keys.encode(text, forKey: .text)
  }
}

extension ExplorationLimit.Kind {
  /// Whether it always names a step.
  fileprivate var hasStep: Bool {
    switch self {
    case .unobservedStores, .changedFromOutside, .foreignCalls, .lateLook, .unreadFile,
      .hiddenProcess, .untracedProcess, .uncutWrite:
      true
    case .stillRunning, .notRepeated, .sizeLimit: false
    }
  }
}
