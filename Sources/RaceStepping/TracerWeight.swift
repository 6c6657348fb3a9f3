import CLinux
import Glibc

extension Tracer {
  /// What becomes of a call at which a process has stopped.
  enum Weight {
    /// It goes on at once: nothing that is read as a file can come of it.
    case none
    /// It goes on, and its result is wanted.
    case noted
    /// It is a step.
    case step
  }

  /// Decides by what its arguments mean now.
  func weight(of site: CallSite) -> Weight {
    if site.isHidden { return hiddenWeight(of: site) }
    return switch site.call.action {
    case .open, .create, .openHow: openWeight(of: site)
    case .write, .writeParts, .control, .change, .alter, .touch, .sync, .flush:
      fileWeight(of: site)
    case .bind: site.files().isEmpty ? .none : .step
    case .spawn, .supervise, .guardOpens, .lease: .none
    case .wait: .noted
    case .make, .link, .symlink, .unlink, .rename, .mount, .syncAll: .step
    case .map: mapWeight(of: site)
    case .protect, .unmap, .remap, .writeBack, .punch, .punchParts:
      mappings.files(of: process(of: site), in: range(of: site)).isEmpty ? .none : .step
    }
  }

  /// The process whose thread calls.
  func process(of site: CallSite) -> pid_t { tracee(site.process)?.process ?? site.process }

  /// The memory that a call's first two arguments name.
  func range(of site: CallSite) -> Range<UInt64> {
    if site.call.action == .punchParts { return 0..<UInt64.max }
    // mremap(2) takes nothing for a second mapping of the same.
    return Self.range(from: site.arguments[0], length: max(1, site.arguments[1]))
  }

  /// Whole pages, as memory is mapped.
  static func range(from start: UInt64, length: UInt64) -> Range<UInt64> {
    let page = UInt64(sysconf(Int32(_SC_PAGESIZE)))
    let (end, isTooLarge) = start.addingReportingOverflow(length)
    let (pages, areTooLarge) = (end / page).addingReportingOverflow(end % page == 0 ? 0 : 1)
    let (last, isBeyond) = pages.multipliedReportingOverflow(by: page)
    return start..<(isTooLarge || areTooLarge || isBeyond ? .max : last)
  }

  /// What cannot be looked into may do anything by each of its calls.
  private func hiddenWeight(of site: CallSite) -> Weight {
    switch site.call.action {
    case .spawn, .supervise, .guardOpens, .lease: .none
    case .wait: .noted
    case .protect, .unmap, .remap, .writeBack, .punch, .punchParts:
      // Of these it makes many, for its own memory.
      .none
    default: .step
    }
  }

  private func openWeight(of site: CallSite) -> Weight {
    // Flags that cannot be read are the kernel's to refuse.
    guard let flags = site.openFlags, UInt32(bitPattern: flags) & CallTable.openingBits != 0 else {
      return .none
    }
    guard let path = site.call.paths.first else { return .step }
    guard let file = site.file(at: path) else { return .none }
    return file.status.map(\.holdsBytes) == false ? .none : .step
  }

  private func fileWeight(of site: CallSite) -> Weight {
    if let argument = site.call.descriptors.first {
      let file = site.file(of: site.descriptor(argument))
      return file.status.map(\.holdsBytes) == true ? .step : .none
    }
    guard let path = site.call.paths.first, let file = site.file(at: path) else { return .none }
    return file.status.map(\.holdsBytes) == false ? .none : .step
  }

  /// Only through a descriptor that may write can a shared mapping ever be written.
  private func mapWeight(of site: CallSite) -> Weight {
    let descriptor = site.descriptor(site.call.descriptors[0])
    guard site.file(of: descriptor).status?.type == S_IFREG,
      site.flags(of: descriptor).map({ $0 & O_ACCMODE == O_RDWR }) ?? true
    else { return .none }
    return Int32(truncatingIfNeeded: site.arguments[2]) & PROT_WRITE != 0 ? .step : .noted
  }
}
