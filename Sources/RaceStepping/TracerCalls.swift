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
    guard [CallFilter.own, CallFilter.foreign].contains(info.seccomp.ret_data) else {
      refuse(id)
      return
    }
    guard info.seccomp.ret_data == CallFilter.own,
      let call = CallTable.byNumber[Int(truncatingIfNeeded: info.seccomp.nr)]
    else {
      log.note(.foreignCalls(step: log.steps.count + 1))
      observer.expectLeases()
      resume(id)
      return
    }
    let raw = info.seccomp.args
    let site = CallSite(
      call: call, arguments: [raw.0, raw.1, raw.2, raw.3, raw.4, raw.5], process: id)
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

  /// Answers a call at which a filter of the updater's own stops it as the kernel does where there is no tracer.
  private func refuse(_ id: pid_t) {
    var registers = rb_registers()
    if rb_get_registers(id, &registers) == 0 {
      registers.number = -1
      rb_set_result(&registers, Int64(-ENOSYS))
      _ = rb_set_registers(id, &registers)
    }
    resume(id)
  }

  /// Notes what the call begins that cannot be followed.
  private func noteUnseen(_ site: CallSite) {
    let step = log.steps.count + 1
    if site.isHidden {
      log.note(.hiddenProcess(step: step, program: ProcessFacts.name(of: site.process)))
    }
    switch site.call.action {
    case .lease: observer.expectLeases()
    case .guardOpens: log.note(.guardedOpens(step: step))
    case .supervise: log.note(.supervisedCalls(step: step))
    case .spawn(.argument): log.note(.untracedProcess(step: step))
    case .spawn(.memory):
      let flags = site.memory.words(at: site.arguments[0], count: 1)
      if flags.map({ $0[0] & CallTable.untraced != 0 }) == true {
        log.note(.untracedProcess(step: step))
      }
    case .control(let request) where site.arguments[request] == CallTable.userfaultRequest:
      log.note(.userfault(step: step))
    default: break
    }
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
    try watchOutside()
    if turns.isQuiet, canStoreIntoTarget {
      before = try observer.look(.content, step: log.steps.count + 1)
    }
    let isHidden = site.isHidden
    let files = isHidden ? [] : site.files()
    let text = isHidden ? "\(site.call.name)(…)" : text.text(of: site, files)
    let cut = isHidden ? nil : splitter?.cut(site)
    // Of a file that is not the target no reader sees the middle.
    if isAtTarget(files), cut == nil, splitter?.isUncut(site) == true {
      log.note(.uncutWrite(step: log.steps.count + 1))
    }
    let pending = PendingStep(
      site: site, files: files, text: text, cut: cut, before: before, cause: cause(of: site, files),
      way: site.call.changesNames ? TargetWay(to: observer.path) : TargetWay(), isHidden: isHidden)
    tracees[id]?.place = .stepping(pending)
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
      if value >= 0 || value < -4095 { note(tracee, site, value) }
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
    if let cut = pending.cut, cut.wasCut(pending.site, value) {
      effects.append(.cut)
      log.wasCut = true
    }
    let could = canStoreIntoTarget
    let (was, before) = (observer.last, observer.target)
    var cause = hasFailed ? pending.cause : cause(of: pending, opening: value)
    cause.formUnion(causeInFlight)
    let heard = observer.heard(given: cause)
    let doubt = heard == .nothing ? doubt(about: pending) : .all
    let after = try observer.look(doubt, step: log.steps.count + 1)
    let unread = observer.deriveTear(effects, step: log.steps.count + 1)
    if let unread { log.note(unread) }
    log.append(
      Step(
        index: 0, process: tracee.number, program: tracee.program, name: pending.site.call.name,
        call: pending.text,
        result: hasFailed ? .failed(errno: Int32(-value)) : .returned(given(value, pending)),
        effects: effects, before: pending.before, after: after))
    if canStoreIntoTarget || canStoreIntoFormer {
      log.note(.unobservedStores(step: log.steps.count))
    }
    if !hasFailed, isOfAccessList(pending) { log.note(.accessList(step: log.steps.count)) }
    if mappings.canStoreIntoUnknown { log.note(.ambiguousMapping(step: log.steps.count)) }
    note(heard)
    // Where others are on their way, what they have done can be seen after any step.
    let possible = hasFailed && !pending.isHidden ? causeInFlight : cause
    let isStored = could || canStoreIntoTarget
    if !isExplained(from: was, before, to: after, by: possible, pending.way, isStored) {
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

  /// Whether the call has given the target, or a directory of its, an access control list that says more than a mode: a
  /// header and the three entries of a mode have 28 bytes (acl(5)).
  private func isOfAccessList(_ pending: PendingStep) -> Bool {
    let (site, name) = (pending.site, pending.site.call.name)
    guard name.contains("setxattr"), let file = pending.files.first?.identity,
      file == observer.target || observer.isDirectory(file),
      let attribute = site.memory.bytes(at: site.arguments[name.hasSuffix("at") ? 3 : 1])
    else { return false }
    return attribute.starts(with: "system.posix_acl".utf8)
      && (name.hasSuffix("at") || site.arguments[3] > 28)
  }

  /// Whether one of the files that the call named is the target, by whatever path.
  private func isAtTarget(_ files: [CallSite.File]) -> Bool {
    files.contains { $0.identity != nil && $0.identity == observer.target }
  }

  /// Whether the file that it writes may be the target's, under another number.
  private func isAmbiguous(_ pending: PendingStep) -> Bool {
    guard let file = pending.files.first, let status = file.status else { return false }
    return isAmbiguous(file, status)
  }

  /// What a call may have changed. What it did by half before it failed counts as well.
  private func doubt(about pending: PendingStep) -> Observer.Doubt {
    if pending.isHidden { return .all }
    var doubt: Observer.Doubt = pending.site.call.changesNames ? .names : []
    if canStoreIntoTarget { doubt.insert(.content) }
    switch pending.site.call.action {
    case .write, .writeParts, .change, .punch, .punchParts:
      if isAtTarget(pending.files) || isAmbiguous(pending) { doubt.insert(.content) }
    // Of some requests both files get new bytes, and the other one stands in memory.
    case .control: doubt.formUnion([.content, .metadata])
    case .mount: doubt = .all
    // Whoever may not read it any more sees that.
    case .alter: if isAtTarget(pending.files) { doubt.formUnion([.content, .metadata]) }
    default: break
    }
    return doubt
  }

  /// Whether what the target shows now can be the doing of calls.
  /// - Parameters:
  ///   - before: the file that was the target.
  ///   - way: how it was found before.
  ///   - isStored: whether bytes can be stored into it without a call.
  private func isExplained(
    from was: Sighting, _ before: FileIdentity?, to now: Sighting, by cause: Cause,
    _ way: TargetWay, _ isStored: Bool
  ) -> Bool {
    let isSameFile = was.file == now.file
    guard !isSameFile || was.state != now.state else { return true }
    let ways = way.union(TargetWay(to: observer.path))
    guard isSameFile else { return cause.explainsOtherFile(on: ways) }
    return isStored || cause.explainsOtherContent(of: [before, observer.target], on: ways)
  }
}
