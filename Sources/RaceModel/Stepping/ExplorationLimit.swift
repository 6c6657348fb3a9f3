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
    /// More happened in the target's directory at this step than the kernel keeps (inotify(7)).
    case lostEvents
    /// From this step on a file was mapped that may be the target's under another number (overlay, FUSE).
    case ambiguousMapping
    /// Before this step a process was started of which no tracer hears (CLONE_UNTRACED).
    case untracedProcess
    /// From this step on pages of mapped files could get their bytes without a call (userfaultfd(2)).
    case userfault
    /// Before this step a filter with a listener was set up, by which calls can be made unseen (seccomp_unotify(2)).
    case supervisedCalls
    /// Before this step permission events were asked for, by which opens can be denied (fanotify_init(2)).
    case guardedOpens
    /// At this step an access control list of the target or its directory was changed: who is locked out is not known.
    case accessList
    /// From this step on a process could not be looked into; `detail` is its program.
    case hiddenProcess
    /// At this step more was written into the target at once than is let pass, and could not be cut.
    case uncutWrite
    /// Another run of the same updater changed the target or its next version by other steps.
    case stepsDiffer
    /// At this step a process opened a staging file by a name that another one had used beside it; `detail` is its path.
    case sharedStaging
    /// At this step a file that held a whole content was written again, and could not be read afterwards.
    case unreadFile
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
  /// More events at this step than the kernel keeps.
  package static func lostEvents(step: Int) -> Self { Self(.lostEvents, step: step) }
  /// A mapping from this step on that may be the target's.
  package static func ambiguousMapping(step: Int) -> Self { Self(.ambiguousMapping, step: step) }
  /// An untraced process before this step.
  package static func untracedProcess(step: Int) -> Self { Self(.untracedProcess, step: step) }
  /// userfaultfd(2) before this step.
  package static func userfault(step: Int) -> Self { Self(.userfault, step: step) }
  /// A filter with a listener before this step.
  package static func supervisedCalls(step: Int) -> Self { Self(.supervisedCalls, step: step) }
  /// Permission events before this step.
  package static func guardedOpens(step: Int) -> Self { Self(.guardedOpens, step: step) }
  /// An access control list that this step changed.
  package static func accessList(step: Int) -> Self { Self(.accessList, step: step) }
  /// A process of this program that may not be looked into, from this step on.
  package static func hiddenProcess(step: Int, program: String?) -> Self {
    Self(.hiddenProcess, step: step, detail: program)
  }
  /// A large write in one piece at this step.
  package static func uncutWrite(step: Int) -> Self { Self(.uncutWrite, step: step) }
  /// Two processes on their way at the same time used this staging file's name one after the other.
  package static func sharedStaging(step: Int, path: String) -> Self {
    Self(.sharedStaging, step: step, detail: path)
  }
  /// Another run took other steps, from this one on.
  package static func stepsDiffer(step: Int) -> Self { Self(.stepsDiffer, step: step) }
  /// A file that held a whole content could not be read after this step.
  package static func unreadFile(step: Int) -> Self { Self(.unreadFile, step: step) }
  /// So many processes were left when the time to settle was over.
  package static func stillRunning(processes: Int) -> Self {
    Self(.stillRunning, processes: processes)
  }

  /// In one line, for people.
  package var text: String {
    let place = step ?? 0
    switch kind {
    case .unobservedStores:
      return place == 0
        ? "unobserved stores: a process beside the updater had the target's file mapped shared and writable"
        : "unobserved stores: from step \(place) on a file that is or was the target was mapped shared and writable"
    case .changedFromOutside:
      return place == 0
        ? "the target or its directory changed before the first step, by no call of the updater's"
        : "the target or its directory changed behind step \(place), by no call of the updater's: a process outside it "
          + "has a hand in it"
    case .foreignCalls:
      return "calls of another architecture, which are not understood, before step \(place)"
    case .unreadFile:
      return
        "step \(place) may have written to a file that readers can hold open, and it could not be read afterwards"
    case .stillRunning:
      return
        "processes of the updater (\(processes ?? 0)) still ran when the time to settle was over"
    case .lostEvents:
      return
        "more happened in the target's directory at step \(place) than the kernel keeps: what others did cannot be told"
    case .ambiguousMapping:
      return
        "from step \(place) on a file was mapped shared and writable that may be the target's under another number, "
        + "since one of them lies on an overlay or a FUSE file system: stores into it are no calls"
    case .untracedProcess:
      return
        "at or before step \(place) a process was started untraced (CLONE_UNTRACED): what it did was not seen"
    case .userfault:
      return
        "at or before step \(place) userfaultfd was asked for, by which mapped files get bytes without a call"
    case .supervisedCalls:
      return
        "at or before step \(place) a seccomp filter with a listener was set up, by which calls can be made that no "
        + "tracer sees"
    case .guardedOpens:
      return
        "at or before step \(place) fanotify's permission events were asked for, by which a reader's open can be denied"
    case .accessList:
      return
        "step \(place) changed an access control list of the target or its directory: which readers it locks out, and "
        + "for how long, was not looked at"
    case .hiddenProcess:
      return
        "from step \(place) on a process\(detail.map { " of \"\($0)\"" } ?? "") could not be looked into, since it may not "
        + "be dumped or its program may not be read: run racebench as root"
    case .uncutWrite:
      return
        "step \(place) wrote more than the split into the target at once and could not be cut: what readers see in the "
        + "middle of it was not tried"
    case .sharedStaging:
      return
        "at step \(place) a process opened the staging file\(detail.map { " \"\($0)\"" } ?? "") that another one had opened while "
        + "both were on their way: in another order something else would have been published"
    case .stepsDiffer:
      return
        "a second run changed the target or what became it by other steps, from step \(place) on: what it does is a "
        + "matter of timing"
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
    case .stillRunning, .notRepeated, .sizeLimit: false
    default: true
    }
  }
}
