import CLinux
import Glibc
import RaceModel
import RaceSystem

extension Tracer {
  /// Handles one stop or end of one process or thread.
  func handle(
    _ id: pid_t, _ event: TraceEvent, _ ended: (pid_t, Int32) throws -> Void
  ) throws {
    switch event {
    case .call: try arrive(id)
    case .callEnd: try complete(id)
    case .born:
      if let child = Ptrace.message(id) { adopt(child, of: id) }
      resume(id)
    case .executed:
      try noteProgram(of: id)
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

  /// Takes a process or thread over that is traced since its parent is.
  func adopt(_ id: pid_t, of parent: pid_t) {
    guard tracees[id] == nil else { return }
    born += 1
    let process = Self.process(of: id, parent: tracees[parent]?.process ?? parent)
    let other = tracees[parent]?.process ?? parent
    log.lineage.note(
      born, of: tracees[parent]?.number, isThread: process == other, after: log.steps.count)
    if process != other {
      mappings.fork(other, process, Mappings.Memory(shared: rb_shares_memory(parent, id)))
    }
    tracees[id] = Tracee(
      id: id, process: process, number: born, program: tracees[parent]?.program)
    if isEnding { kill(process, SIGKILL) }
  }

  /// Takes over who is traced and has stopped, and of whom nobody has told: its parent will not if it was killed first.
  /// - Returns: whether there is anything to be heard.
  func adoptUntold() -> Bool {
    let id = rb_stopped_process()
    guard id != 0 else { return false }
    if tracees[id] != nil { return true }
    // Not everybody who has stopped is traced.
    guard Ptrace.message(id) != nil, let status = ProcessStatus(of: id) else { return false }
    let own = Set(tracees.values.map(\.process)).first { Self.isThread(id, of: $0) }
    adopt(id, of: own ?? status.parent)
    return true
  }

  /// The process that a new thread or process belongs to.
  private static func process(of id: pid_t, parent: pid_t) -> pid_t {
    isThread(id, of: parent) ? parent : id
  }

  private static func isThread(_ id: pid_t, of process: pid_t) -> Bool {
    access("/proc/\(process)/task/\(id)", F_OK) == 0
  }

  func resume(_ id: pid_t, signal: Int32 = 0) {
    switch tracees[id]?.place {
    case .stepping, .noting: Ptrace.resume(id, signal: signal, untilCallEnd: true)
    case .waiting, .running, nil: Ptrace.resume(id, signal: signal)
    }
  }

  private func forget(_ id: pid_t) {
    tracees[id] = nil
    turns.forget(id)
  }

  /// A process has become another program. Its other threads are gone; of several the one that executes takes the
  /// first one's number, of whose end nobody tells.
  private func noteProgram(of id: pid_t) throws {
    if let former = Ptrace.message(id), former != id {
      let number = tracees[former]?.number
      forget(former)
      try noteDeath(of: id)
      born += 1
      tracees[id] = Tracee(id: id, process: id, number: number ?? born)
    }
    mappings.clear(tracees[id]?.process ?? id)
    tracees[id]?.program = ProcessFacts.name(of: id)
  }

  /// A process is about to end: what it has stored into mapped files is there now.
  private func noteEnd(of id: pid_t) throws {
    guard let tracee = tracees[id] else { return }
    // Whoever is killed before its call never makes it.
    if case .waiting = tracee.place {
      turns.forget(id)
      tracees[id]?.place = .running
    }
    guard tracee.id == tracee.process, canStoreIntoTarget else { return }
    log.append(
      Step(
        index: 0, process: tracee.number, program: tracee.program, name: "exit", call: "exit()",
        result: .returned(0),
        after: try observer.look(.content, step: log.steps.count + 1)))
  }

  private func noteDeath(of id: pid_t) throws {
    guard let tracee = tracees[id] else { return }
    forget(id)
    log.lineage.noteEnd(of: tracee.number, id)
    // The first thread may end before the others.
    if !tracees.values.contains(where: { $0.process == tracee.process }) {
      mappings.clear(tracee.process)
    }
    guard case .stepping(let pending) = tracee.place else { return }
    var cause = pending.cause
    cause.formUnion(causeInFlight)
    let heard = observer.heard(given: cause)
    log.append(
      Step(
        index: 0, process: tracee.number, program: tracee.program, name: pending.site.call.name,
        call: pending.text, result: .lost, after: try observer.look(.all, step: log.steps.count + 1)
      ))
    note(heard)
  }
}
