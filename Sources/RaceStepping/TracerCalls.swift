import CLinux
import Glibc
import RaceModel
import RaceSystem

extension Tracer {
  /// A process stands before a call that the filter has picked.
  func arrive(_ id: pid_t) throws {
    guard let info = try Ptrace.call(id), info.op == UInt8(PTRACE_SYSCALL_INFO_SECCOMP) else {
      resume(id)
      return
    }
    let raw = info.seccomp.args
    let arguments = [raw.0, raw.1, raw.2, raw.3, raw.4, raw.5]
    switch CallFilter.stop(
      info.seccomp.ret_data, architecture: info.arch, info.seccomp.nr, arguments)
    {
    case .call(let call):
      arrive(id, CallSite(call: call, arguments: arguments, process: id))
    case .foreign:
      log.note(.foreignCalls(step: log.steps.count + 1))
      resume(id)
    case .others: resume(id)
    }
  }

  private func arrive(_ id: pid_t, _ site: CallSite) {
    noteUnseen(site)
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

  /// Notes what the call tells that cannot be followed.
  private func noteUnseen(_ site: CallSite) {
    let step = log.steps.count + 1
    if site.isHidden {
      log.note(.hiddenProcess(step: step, program: Self.program(of: site.process)))
    }
    if site.startsUntraced { log.note(.untracedProcess(step: step)) }
  }

  /// Has those who wait take their turn.
  func beginNext() throws {
    while !isEnding, let id = turns.next() {
      guard case .waiting(let site) = tracees[id]?.place else { continue }
      try begin(id, site)
    }
  }

  private func begin(_ id: pid_t, _ site: CallSite) throws {
    // Whoever was killed in the meantime is on its way to its end, and its call is never made.
    guard try Ptrace.call(id)?.op == UInt8(PTRACE_SYSCALL_INFO_SECCOMP) else {
      tracees[id]?.place = .running
      return
    }
    var before: Sighting?
    if turns.isQuiet {
      if canStoreIntoTarget {
        before = try observer.look(.content, step: log.steps.count + 1)
        observer.hush()
      } else {
        try watchOutside()
      }
    }
    let files = site.isHidden ? [] : site.files()
    let text = site.isHidden ? "\(site.call.name)(…)" : text.text(of: site, files)
    let cut = site.isHidden ? nil : splitter?.cut(site)
    tracees[id]?.place = .stepping(
      PendingStep(site: site, files: files, text: text, cut: cut, before: before))
    turns.begin(id)
    resume(id)
  }

  /// A process stands behind a call.
  func complete(_ id: pid_t) throws {
    guard let tracee = tracees[id], let info = try Ptrace.call(id),
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
    if let cut = pending.cut {
      if cut.wasCut(pending.site, value) {
        effects.append(.cut)
        log.wasCut = true
      }
    } else if isAtTarget(pending), splitter?.isUncut(pending.site, value) == true {
      // Of a file that is not the target no reader sees the middle.
      log.note(.uncutWrite(step: log.steps.count + 1))
    }
    let could = canStoreIntoTarget
    let was = observer.last
    let after = try observer.look(doubt(about: pending), step: log.steps.count + 1)
    let unread = observer.deriveTear(effects, step: log.steps.count + 1)
    observer.hush()
    if let unread { log.note(unread) }
    log.append(
      Step(
        index: 0, process: tracee.number, program: tracee.program, name: pending.site.call.name,
        call: pending.text,
        result: hasFailed ? .failed(errno: Int32(-value)) : .returned(given(value, pending)),
        effects: effects, before: pending.before, after: after))
    if canStoreIntoTarget { log.note(.unobservedStores(step: log.steps.count)) }
    // Where others are on their way, what they have done can be seen behind any step.
    let isAlone = turns.isQuiet && !could && !canStoreIntoTarget
    let isSame = was.state == after.state && was.file == after.file
    // What cannot be looked into may have named the target, and may have changed it before it failed.
    if isAlone, !isSame, !pending.site.isHidden,
      hasFailed || !canChangeTarget(pending, effects, after.file)
    {
      log.note(.changedFromOutside(step: log.steps.count))
    }
  }

  /// What the step says that the call has given. Addresses and descriptors are chance, and say nothing.
  private func given(_ value: Int64, _ pending: PendingStep) -> Int64 {
    switch pending.site.call.action {
    case .map, .remap, .open, .create, .openHow, .mount: 0
    default: value
    }
  }

  /// Whether one of the files that the call named is the target, by whatever path.
  private func isAtTarget(_ pending: PendingStep) -> Bool {
    pending.files.contains { file in
      file.status.map { FileIdentity($0) == observer.target } ?? false
    }
  }

  /// What a call may have changed. What it did by half before it failed counts as well.
  private func doubt(about pending: PendingStep) -> Observer.Doubt {
    if pending.site.isHidden { return .all }
    var doubt: Observer.Doubt = pending.site.call.changesNames ? .names : []
    if canStoreIntoTarget { doubt.insert(.content) }
    switch pending.site.call.action {
    case .write, .writeParts, .change, .punch, .punchParts:
      if isAtTarget(pending) { doubt.insert(.content) }
    // Of some requests both files get new bytes, and the other one stands in memory.
    case .control: doubt.formUnion([.content, .metadata])
    case .mount: doubt = .all
    // Whoever may not read it any more sees that.
    case .alter: if isAtTarget(pending) { doubt.formUnion([.content, .metadata]) }
    default: break
    }
    return doubt
  }

  /// Whether a change of what the target shows can be the doing of a call that has succeeded.
  /// - Parameter now: the number of the file that is the target now.
  private func canChangeTarget(
    _ pending: PendingStep, _ effects: [Step.Effect], _ now: Int?
  ) -> Bool {
    switch pending.site.call.action {
    case .rename, .unlink, .link, .symlink, .make, .bind, .mount, .control, .punch,
      .punchParts:
      true
    case .open, .create, .openHow:
      isAtTarget(pending)
        || effects.contains { effect in
          if case .created(let file, _) = effect { file == now } else { false }
        }
    case .write, .writeParts, .change: isAtTarget(pending)
    case .alter:
      isAtTarget(pending) || pending.files.contains { $0.status?.type == S_IFDIR }
    case .touch, .map, .protect, .unmap, .remap, .writeBack, .sync, .syncAll, .flush, .spawn: false
    }
  }
}
