import CLinux
import Glibc
import RaceModel
import RaceSystem

extension Tracer {
  /// What a call that has succeeded did, as far as contracts ask for it.
  func effects(of pending: PendingStep, _ tracee: Tracee, _ value: Int64) -> [Step.Effect] {
    let site = pending.site
    if pending.isHidden { return [] }
    switch site.call.action {
    case .open, .create, .openHow: return opened(pending, value)
    case .make, .bind: return made(pending)
    case .write, .writeParts: return value > 0 ? written(pending) : []
    case .change: return changed(pending)
    case .control(let request):
      return controlled(pending, UInt32(truncatingIfNeeded: site.arguments[request]))
    case .alter: return altered(pending)
    case .sync: return synced(pending)
    case .syncAll: return syncedAll(pending)
    case .link:
      nameLinked(pending)
      return []
    case .symlink, .unlink, .rename, .touch, .flush, .mount, .spawn, .supervise, .guardOpens,
      .lease,
      .wait:
      return []
    case .map, .protect, .unmap, .remap, .writeBack, .punch, .punchParts:
      return mapped(pending, tracee, value)
    }
  }

  /// Notes what a call has given that is no step.
  func note(_ tracee: Tracee, _ site: CallSite, _ value: Int64) {
    guard case .wait(let information) = site.call.action else {
      noteMapping(tracee, site, value)
      return
    }
    var child = pid_t(truncatingIfNeeded: value)
    if let information {
      // `si_pid` of a siginfo_t stands behind three numbers and what aligns the fourth.
      guard let words = site.memory.words(at: site.arguments[information], count: 3) else { return }
      child = pid_t(truncatingIfNeeded: words[2])
    }
    log.lineage.noteWait(for: child, by: tracee.number, after: log.steps.count)
  }

  /// Notes a mapping of which nothing more is wanted.
  private func noteMapping(_ tracee: Tracee, _ site: CallSite, _ value: Int64) {
    guard let status = site.file(of: site.descriptor(site.call.descriptors[0])).status else {
      return
    }
    mappings.map(
      tracee.process, Self.range(from: UInt64(bitPattern: value), length: site.arguments[1]),
      FileIdentity(status), writable: false,
      isAmbiguous: isAmbiguous(site.file(of: site.descriptor(site.call.descriptors[0])), status))
  }

  /// Whether the file may be the target's under another number: one of an overlay has its own.
  func isAmbiguous(_ file: CallSite.File, _ status: stat) -> Bool {
    let layering = file.place.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { rb_layering_of($0) } ?? rb_plain
    }
    if layering == rb_unreliable { return true }
    let isElsewhere = UInt64(status.st_dev) != observer.target?.device
    return isElsewhere && (layering == rb_layered || rb_layering_of(observer.directory) != rb_plain)
  }

  private func number(of file: CallSite.File) -> Int? {
    file.status.map { observer.ledger.number(of: $0, path: text.names.name(of: file.path)) }
  }

  private func number(of file: FileIdentity) -> Int? { observer.ledger.number(of: file) }

  private func opened(_ pending: PendingStep, _ value: Int64) -> [Step.Effect] {
    let flags = pending.site.openFlags ?? 0
    let descriptor = Int32(truncatingIfNeeded: value)
    let file = pending.site.file(of: descriptor)
    guard let status = file.status else { return [] }
    let path = text.names.name(of: file.path)
    if flags & rb_o_tmpfile == rb_o_tmpfile {
      return [
        .created(file: observer.ledger.numberOfNew(status, path: path), exclusively: true)
      ]
    }
    let wasThere = pending.files.first?.status
    if flags & O_CREAT != 0, wasThere == nil {
      return [
        .created(
          file: observer.ledger.numberOfNew(status, path: path),
          exclusively: flags & O_EXCL != 0)
      ]
    }
    let number = observer.ledger.number(of: status, path: path)
    var effects: [Step.Effect] = flags & O_CREAT != 0 ? [.reused(file: number)] : []
    if flags & O_TRUNC != 0, let wasThere, wasThere.st_size > 0 {
      effects.append(.wrote(file: number))
    }
    return effects
  }

  private func made(_ pending: PendingStep) -> [Step.Effect] {
    guard let file = pending.files.first, let status = stat(of: file.place, followingLinks: false)
    else { return [] }
    let number = observer.ledger.numberOfNew(status, path: text.names.name(of: file.path))
    return [.created(file: number, exclusively: true)]
  }

  /// A file that was made without a name has one now.
  private func nameLinked(_ pending: PendingStep) {
    guard let file = pending.files.last, let status = stat(of: file.place, followingLinks: false)
    else { return }
    observer.ledger.nameUnnamed(FileIdentity(status), text.names.name(of: file.path))
  }

  private func written(_ pending: PendingStep) -> [Step.Effect] {
    guard let number = pending.files.first.flatMap(number) else { return [] }
    let argument = pending.site.call.descriptors[0]
    let flags = pending.site.flags(of: pending.site.descriptor(argument)) ?? 0
    // O_SYNC holds the bit of O_DSYNC too.
    return [.wrote(file: number)] + (flags & O_DSYNC != 0 ? [.synced(file: number)] : [])
  }

  private func changed(_ pending: PendingStep) -> [Step.Effect] {
    guard let file = pending.files.first, let number = number(of: file) else { return [] }
    let isCut = ["ftruncate", "truncate"].contains(pending.site.call.name)
    if isCut, file.status.map({ UInt64($0.st_size) }) == pending.site.arguments[1] { return [] }
    return [.wrote(file: number)]
  }

  private func controlled(_ pending: PendingStep, _ request: UInt32) -> [Step.Effect] {
    guard !CallTable.namingRequests.contains(request),
      let number = pending.files.first.flatMap(number)
    else { return [] }
    return CallTable.cloningRequests.contains(request)
      ? [.wrote(file: number)] : [.altered(file: number)]
  }

  private func altered(_ pending: PendingStep) -> [Step.Effect] {
    guard let file = pending.files.first, let number = number(of: file) else { return [] }
    let isAttribute = pending.site.call.name.contains("xattr")
    // Who sets what is so already changes nothing.
    if !isAttribute, let before = file.status, let now = stat(of: file.place, followingLinks: true),
      (before.st_mode, before.st_uid, before.st_gid) == (now.st_mode, now.st_uid, now.st_gid)
    {
      return []
    }
    return [.altered(file: number)]
  }

  private func synced(_ pending: PendingStep) -> [Step.Effect] {
    guard let file = pending.files.first, let status = file.status else { return [] }
    if status.type == S_IFDIR {
      return observer.isDirectory(FileIdentity(status)) ? [.syncedDirectory] : []
    }
    return number(of: file).map { [.synced(file: $0)] } ?? []
  }

  /// A descriptor says which file system is meant, where there are several.
  private func syncedAll(_ pending: PendingStep) -> [Step.Effect] {
    guard let file = pending.files.first else { return [.syncedAll] }
    return file.status.map { observer.isBesideTarget($0) } == true ? [.syncedAll] : []
  }

  private func mapped(
    _ pending: PendingStep, _ tracee: Tracee, _ value: Int64
  ) -> [Step.Effect] {
    let site = pending.site
    let range = range(of: site)
    let touched = mappings.files(of: tracee.process, in: range).compactMap { file in
      number(of: file).map { (file: file, number: $0) }
    }.sorted { $0.number < $1.number }
    switch site.call.action {
    case .map:
      guard let file = pending.files.first, let status = file.status, let number = number(of: file)
      else { return [] }
      mappings.map(
        tracee.process, Self.range(from: UInt64(bitPattern: value), length: site.arguments[1]),
        FileIdentity(status), writable: true, isAmbiguous: isAmbiguous(file, status))
      return [.wrote(file: number)]
    case .protect:
      mappings.makeWritable(tracee.process, range)
      return touched.map { .wrote(file: $0.number) }
    case .unmap:
      mappings.unmap(tracee.process, range)
      // What was stored since it was written back is not on stable storage. Whether a file that is the target has
      // been stored into nobody can tell; its being mapped is said elsewhere.
      return touched.filter { $0.file != observer.target && !log.isSynced($0.number) }
        .map { .wrote(file: $0.number) }
    case .remap:
      let keeps = site.arguments[1] == 0 || site.arguments[3] & Self.leavesOldMapping != 0
      mappings.move(
        tracee.process, range,
        to: Self.range(from: UInt64(bitPattern: value), length: site.arguments[2]), keeping: keeps)
      return []
    case .writeBack:
      let isAwaited = Int32(truncatingIfNeeded: site.arguments[2]) & MS_SYNC != 0
      return isAwaited ? touched.map { .synced(file: $0.number) } : []
    case .punch, .punchParts: return touched.map { .wrote(file: $0.number) }
    default: return []
    }
  }

  /// MREMAP_DONTUNMAP, which headers need not have.
  private static let leavesOldMapping: UInt64 = 4
}
