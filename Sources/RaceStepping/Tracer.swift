import CLinux
import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// Runs the updater's processes from stop to stop: at most one step is in flight, and everybody else waits at theirs.
///
/// Calls that are no steps, since nothing that is read as a file can come of them, are let go at once: those on pipes,
/// sockets and terminals, and whatever fails to name a file. A step that blocks lets the others go.
final class Tracer {
  let observer: Observer
  let text: StepText
  private let splitter: Splitter?

  /// What has come of it so far.
  var log = StepLog()
  /// What the updater's processes have mapped.
  var mappings = Mappings()

  private var tracees: [pid_t: Tracee] = [:]
  private var born = 0
  private var turns = Turns()

  /// - Parameter split: the largest write that is let pass in one piece; any if nil.
  init(observer: Observer, text: StepText, split: UInt64?) {
    self.observer = observer
    self.text = text
    splitter = split.map { Splitter(limit: $0) }
  }

  /// Whether any process of the updater is left.
  var isEmpty: Bool { tracees.isEmpty }
  /// Whoever has this number.
  func tracee(_ id: pid_t) -> Tracee? { tracees[id] }

  /// How many processes and threads are left.
  var count: Int { tracees.count }

  /// Takes over a process that was seized.
  func add(_ process: pid_t) { adopt(process, of: process) }

  /// Handles all that has happened.
  /// - Parameter ended: called with each process or thread that has ended, and its wait status.
  func handleEvents(_ ended: (pid_t, Int32) throws -> Void) throws {
    var found = true
    while found {
      found = false
      // The one in flight first: it is what all wait for.
      for id in turns.inFlight + tracees.keys.sorted() {
        guard tracees[id] != nil else { continue }
        var status: Int32 = 0
        guard waitpid(id, &status, WNOHANG | Int32(__WALL)) == id else { continue }
        found = true
        try handle(id, TraceEvent(waitStatus: status), ended)
      }
    }
    try beginNext()
  }

  /// When to come back even if nothing happens, since a step may have blocked; nil where nobody waits for it.
  var nextCheck: UInt64? { turns.nextCheck }

  /// Lets others go where the step in flight has blocked.
  func checkBlocked() throws {
    turns.noteBlocked()
    try beginNext()
  }

  /// Kills all processes of the updater.
  func killAll() {
    for tracee in tracees.values { kill(tracee.process, SIGKILL) }
  }

  /// Looks whether somebody else has changed something, while no step is on its way. What they have done is a step too,
  /// of nobody's.
  func watchOutside() throws {
    guard turns.isQuiet, observer.hasChangedOutside() else { return }
    log.note(.changedFromOutside(step: log.steps.count))
    log.append(
      Step(
        index: 0, process: 0, name: "outside", call: "somebody outside", result: .returned(0),
        after: try observer.look(.all, step: log.steps.count + 1)))
    observer.hush()
  }

  // MARK: Events

  private func handle(
    _ id: pid_t, _ event: TraceEvent, _ ended: (pid_t, Int32) throws -> Void
  ) throws {
    switch event {
    case .call: try arrive(id)
    case .callEnd: try complete(id)
    case .born:
      if let child = Ptrace.message(id) { adopt(child, of: id) }
      resume(id)
    case .executed:
      // Of several threads the one that executes takes the first one's number.
      if let former = Ptrace.message(id), former != id { forget(former) }
      mappings.clear(tracees[id]?.process ?? id)
      resume(id)
    case .ending:
      try noteEnd(of: id)
      resume(id)
    case .groupStop: Ptrace.listen(id)
    case .trapped: resume(id)
    case .signal(let signal): resume(id, signal: signal)
    case .ended(let status):
      try noteDeath(of: id)
      try ended(id, status)
    }
  }

  private func adopt(_ id: pid_t, of parent: pid_t) {
    born += 1
    let process = Self.process(of: id, parent: tracees[parent]?.process ?? parent)
    mappings.fork(tracees[parent]?.process ?? parent, process)
    tracees[id] = Tracee(id: id, process: process, number: born)
  }

  /// The process that a new thread or process belongs to.
  private static func process(of id: pid_t, parent: pid_t) -> pid_t {
    access("/proc/\(parent)/task/\(id)", F_OK) == 0 ? parent : id
  }

  private func forget(_ id: pid_t) {
    tracees[id] = nil
    turns.forget(id)
  }

  private func resume(_ id: pid_t, signal: Int32 = 0) {
    switch tracees[id]?.place {
    case .stepping, .noting: Ptrace.resume(id, signal: signal, untilCallEnd: true)
    // It stands where it is until its turn comes, whatever else has happened to it.
    case .waiting, .running, nil: Ptrace.resume(id, signal: signal)
    }
  }

  /// A process is about to end: what it has stored into mapped files is there now.
  private func noteEnd(of id: pid_t) throws {
    guard let tracee = tracees[id], tracee.id == tracee.process, canStoreIntoTarget else { return }
    log.append(
      Step(
        index: 0, process: tracee.number, name: "exit", call: "exit()", result: .returned(0),
        after: try observer.look(.content, step: log.steps.count + 1)))
  }

  private func noteDeath(of id: pid_t) throws {
    guard let tracee = tracees[id] else { return }
    forget(id)
    if tracee.id == tracee.process { mappings.clear(tracee.process) }
    guard case .stepping(let pending) = tracee.place else { return }
    log.append(
      Step(
        index: 0, process: tracee.number, name: pending.site.call.name, call: pending.text,
        result: .lost, after: try observer.look(.all, step: log.steps.count + 1)))
  }

  // MARK: Calls

  private func arrive(_ id: pid_t) throws {
    guard let info = Ptrace.call(id), info.op == UInt8(PTRACE_SYSCALL_INFO_SECCOMP) else {
      resume(id)
      return
    }
    guard info.seccomp.ret_data != CallFilter.foreign,
      let call = CallTable.byNumber[Int(info.seccomp.nr)]
    else {
      log.note(.foreignCalls(step: log.steps.count + 1))
      resume(id)
      return
    }
    let raw = info.seccomp.args
    let site = CallSite(
      call: call, arguments: [raw.0, raw.1, raw.2, raw.3, raw.4, raw.5], process: id)
    switch weight(of: site) {
    case .none: resume(id)
    case .noted:
      tracees[id]?.place = .noting(site)
      resume(id)
    case .step:
      if turns.isTaken { log.hadChoice = true }
      tracees[id]?.place = .waiting(site)
      turns.wait(id)
    }
  }

  private func beginNext() throws {
    while let id = turns.next() {
      guard case .waiting(let site)? = tracees[id]?.place else { continue }
      try begin(id, site)
    }
  }

  private func begin(_ id: pid_t, _ site: CallSite) throws {
    let canStore = canStoreIntoTarget
    var before: Sighting?
    if turns.isQuiet {
      if canStore {
        before = try observer.look(.content, step: log.steps.count + 1)
        observer.hush()
      } else {
        try watchOutside()
      }
    }
    let files = site.files()
    let cut = splitter?.cut(site)
    tracees[id]?.place = .stepping(
      PendingStep(
        site: site, files: files, text: text.text(of: site, files), cut: cut, before: before))
    turns.begin(id)
    resume(id)
  }

  private func complete(_ id: pid_t) throws {
    guard let tracee = tracees[id], let info = Ptrace.call(id),
      info.op == UInt8(PTRACE_SYSCALL_INFO_EXIT)
    else {
      resume(id)
      return
    }
    tracees[id]?.place = .running
    let value = info.exit.rval
    switch tracee.place {
    case .stepping(let pending):
      turns.end(id)
      if let cut = pending.cut { splitter?.restore(cut, of: id) }
      // The kernel makes the call again, or the program hears that it was interrupted; nothing has happened.
      if !Self.restarts.contains(value) {
        try finish(tracee, pending, value)
      }
    case .noting(let site):
      if value >= 0 || value < -4095 { noteMapping(tracee, site, value) }
    case .waiting, .running: break
    }
    resume(id)
  }

  /// ERESTARTSYS to ERESTART_RESTARTBLOCK, which only the kernel and its tracers know.
  private static let restarts: ClosedRange<Int64> = (-516)...(-512)

  private func finish(_ tracee: Tracee, _ pending: PendingStep, _ value: Int64) throws {
    let hasFailed = (-4095 ... -1).contains(value)
    var effects = hasFailed ? [] : effects(of: pending, tracee, value)
    // A call that came to the file's end by itself was not cut short.
    if pending.cut != nil, splitter.map({ $0.wasCut(pending.site, value) }) == true {
      effects.append(.cut)
      log.wasCut = true
    }
    var doubt: Observer.Doubt = pending.site.call.changesNames ? [.names] : []
    if canStoreIntoTarget || touchesContent(effects) || pending.site.call.action == .mount {
      doubt.insert(.content)
    }
    let after = try observer.look(doubt, step: log.steps.count + 1)
    observer.hush()
    log.append(
      Step(
        index: 0, process: tracee.number, name: pending.site.call.name, call: pending.text,
        result: hasFailed
          ? .failed(errno: Int32(-value)) : .returned(Self.told(value, pending.site)),
        effects: effects,
        before: pending.before, after: after))
    if canStoreIntoTarget { log.note(.unobservedStores(step: log.steps.count)) }
  }

  /// What is told of a call's result: addresses and descriptors are chance, and say nothing.
  private static func told(_ value: Int64, _ site: CallSite) -> Int64 {
    switch site.call.action {
    case .map, .remap, .open, .create, .openHow: 0
    default: value
    }
  }

  private func touchesContent(_ effects: [Step.Effect]) -> Bool {
    effects.contains { effect in
      if case .wrote(let file) = effect { file == observer.last.file } else { false }
    }
  }

  private var canStoreIntoTarget: Bool {
    observer.target.map { mappings.canStore(into: $0) } ?? false
  }
}
