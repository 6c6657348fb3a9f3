import CLinux
import Glibc
import RaceModel

extension Tracer {
  /// What a call can cause that is about to be made.
  func cause(of site: CallSite, _ files: [CallSite.File]) -> Cause {
    guard !site.isHidden else { return .anything }
    var cause = Cause()
    let first = files.first
    let changesBytes = UInt32(IN_MODIFY | IN_ATTRIB)
    switch site.call.action {
    case .open, .create, .openHow:
      let flags = site.openFlags ?? 0
      if flags & O_CREAT != 0 { cause.allow(UInt32(IN_CREATE), of: first?.name(for: site)) }
      if flags & O_TRUNC != 0 { allowContent(of: first, site, changesBytes, &cause) }
    case .write, .writeParts, .change:
      allowContent(of: first, site, changesBytes, &cause)
    case .control(let request):
      // Others change names, or files that stand in memory.
      let request = UInt32(truncatingIfNeeded: site.arguments[request])
      guard CallTable.oneFileRequests.contains(request) else { return .anything }
      allowContent(of: first, site, changesBytes, &cause)
    case .alter:
      allow(UInt32(IN_ATTRIB), of: first, site, &cause)
      cause.allowMode(of: first?.identity)
    // An access time alone gives IN_ACCESS, a time of change alone IN_MODIFY.
    case .touch: allow(changesBytes, of: first, site, &cause)
    case .make, .bind, .symlink:
      cause.allow(UInt32(IN_CREATE), of: first?.name(for: site))
    case .link:
      cause.allow(UInt32(IN_CREATE), of: files.last?.name(for: site))
      cause.allow(UInt32(IN_ATTRIB), of: first?.identity)
    case .unlink:
      cause.allow(UInt32(IN_DELETE), of: first?.name(for: site))
      cause.allow(UInt32(IN_DELETE_SELF | IN_ATTRIB), of: first?.identity)
    case .rename:
      for file in files {
        // An exchange moves both to and fro; a whiteout is made where the file was.
        cause.allow(UInt32(IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE), of: file.name(for: site))
        cause.allow(UInt32(IN_MOVE_SELF | IN_DELETE_SELF | IN_ATTRIB), of: file.identity)
      }
    case .mount: return .anything
    case .punch, .punchParts:
      for file in mappings.files(of: process(of: site), in: range(of: site)) {
        cause.allow(changesBytes, of: file)
        cause.allowContent(of: file)
      }
    case .map, .protect, .unmap, .remap, .writeBack, .sync, .syncAll, .flush, .spawn, .supervise,
      .guardOpens, .lease, .wait:
      break
    }
    return cause
  }

  /// What the call can have caused, now that it is known what it has opened.
  func cause(of pending: PendingStep, opening value: Int64) -> Cause {
    var cause = pending.cause
    switch pending.site.call.action {
    case .open, .create, .openHow:
      let file = pending.site.file(of: Int32(truncatingIfNeeded: value))
      let flags = pending.site.openFlags ?? 0
      if flags & O_CREAT != 0 { cause.allow(UInt32(IN_CREATE), of: file.name(for: pending.site)) }
      if flags & O_TRUNC != 0 {
        allowContent(of: file, pending.site, UInt32(IN_MODIFY | IN_ATTRIB), &cause)
      }
    default: break
    }
    return cause
  }

  /// What all steps together can cause that are on their way.
  var causeInFlight: Cause {
    var cause = Cause()
    for id in turns.inFlight {
      if case .stepping(let pending) = tracees[id]?.place { cause.formUnion(pending.cause) }
    }
    return cause
  }

  private func allow(
    _ mask: UInt32, of file: CallSite.File?, _ site: CallSite, _ cause: inout Cause
  ) {
    cause.allow(mask, of: file?.name(for: site))
    cause.allow(mask, of: file?.identity)
  }

  private func allowContent(
    of file: CallSite.File?, _ site: CallSite, _ mask: UInt32, _ cause: inout Cause
  ) {
    allow(mask, of: file, site, &cause)
    cause.allowContent(of: file?.identity)
  }
}

extension CallSite.File {
  /// Which file it was; nil where it was not there.
  var identity: FileIdentity? { status.map { FileIdentity($0) } }

  /// Its name as events tell it: that of a descriptor's file is what the kernel says of it now.
  func name(for site: CallSite) -> Cause.Name? {
    guard isDescriptor else {
      return Cause.Name(at: place.dropLast().map { UInt8(bitPattern: $0) })
    }
    guard var text = CallSite.linkBytes(place) else { return nil }
    let deleted = Array(" (deleted)".utf8)
    if text.count > deleted.count, text.suffix(deleted.count).elementsEqual(deleted) {
      text.removeLast(deleted.count)
    }
    guard text.first == UInt8(ascii: "/") else { return nil }
    return Cause.Name(at: text)
      ?? Cause.Name(at: Array("/proc/\(site.process)/root".utf8) + text)
  }
}
