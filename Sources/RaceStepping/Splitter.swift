import CLinux
import Glibc

/// Cuts large writes: a short write is legal, and whoever makes it must go on from there.
struct Splitter {
  /// The largest count that is let pass.
  let limit: UInt64

  /// What has been changed of a call, to be put back at its end.
  struct Cut {
    fileprivate let original: rb_registers
    fileprivate let limit: UInt64

    /// Whether the call did as much as it was let, so that it would have done more.
    func wasCut(_ site: CallSite, _ value: Int64) -> Bool {
      switch site.call.action {
      case .writeParts: value > 0
      default: value == Int64(clamping: limit)
      }
    }
  }

  /// Direct writes must keep to the blocks of the file system and of the device.
  private static let alignment: UInt64 = 4096
  /// As many parts as the kernel takes at once.
  private static let mostParts: UInt64 = 1024

  /// Cuts the call that its process stands at, before it is made.
  /// - Returns: nil where it is small enough, or cannot be cut.
  func cut(_ site: CallSite) -> Cut? {
    let limit = limit(for: site)
    guard let changes = changes(of: site, limit) else { return nil }
    var registers = rb_registers()
    guard rb_get_registers(site.process, &registers) == 0 else { return nil }
    let original = registers
    for (place, value) in changes.arguments { rb_set_argument(&registers, Int32(place), value) }
    if let number = changes.number { registers.number = number }
    guard rb_set_registers(site.process, &registers) == 0 else { return nil }
    return Cut(original: original, limit: limit)
  }

  /// Whether a call that cannot be cut is larger than what is let pass.
  func isUncut(_ site: CallSite) -> Bool {
    let limit = limit(for: site)
    switch site.call.action {
    case .write(let count): return site.arguments[count] > limit
    case .writeParts(let place, _):
      let count = site.arguments[place + 1]
      guard count > 0, count <= Self.mostParts,
        let words = site.memory.words(at: site.arguments[place], count: Int(count) * 2)
      else { return false }
      return stride(from: 1, to: words.count, by: 2).contains { words[$0] > limit }
    default: return false
    }
  }

  /// The largest count for this call: a direct write keeps to whole blocks.
  private func limit(for site: CallSite) -> UInt64 {
    guard limit % Self.alignment != 0, let argument = site.call.descriptors.first,
      let flags = site.flags(of: site.descriptor(argument)), flags & rb_o_direct != 0
    else { return limit }
    return max(limit / Self.alignment, 1) * Self.alignment
  }

  /// Puts the arguments back, since no call changes them. The result stays.
  func restore(_ cut: Cut, of process: pid_t) {
    var registers = rb_registers()
    guard rb_get_registers(process, &registers) == 0 else { return }
    withUnsafePointer(to: cut.original) { rb_restore_call(&registers, $0) }
    _ = rb_set_registers(process, &registers)
  }

  private typealias Changes = (arguments: [(place: Int, value: UInt64)], number: Int?)

  private func changes(of site: CallSite, _ limit: UInt64) -> Changes? {
    switch site.call.action {
    case .write(let count):
      return site.arguments[count] > limit ? ([(count, limit)], nil) : nil
    case .writeParts(let place, let plain): return changes(ofParts: place, plain, site, limit)
    default: return nil
    }
  }

  private func changes(
    ofParts place: Int, _ plain: TracedCall.Plain, _ site: CallSite, _ limit: UInt64
  ) -> Changes? {
    let count = site.arguments[place + 1]
    guard count > 0, count <= Self.mostParts,
      let words = site.memory.words(at: site.arguments[place], count: Int(count) * 2)
    else { return nil }
    let parts = stride(from: 0, to: words.count, by: 2).map {
      (base: words[$0], count: words[$0 + 1])
    }
    var (sum, kept) = (UInt64(0), 0)
    for part in parts {
      let (next, isTooLarge) = sum.addingReportingOverflow(part.count)
      // The kernel's to refuse.
      if isTooLarge { return nil }
      if next > limit { break }
      (sum, kept) = (next, kept + 1)
    }
    if kept == parts.count { return nil }
    if sum > 0 { return ([(place + 1, UInt64(kept))], nil) }
    let first = parts[kept]
    guard let number = number(of: plain, site) else { return nil }
    return ([(place, first.base), (place + 1, limit)], number)
  }

  private func number(of plain: TracedCall.Plain, _ site: CallSite) -> Int? {
    switch plain {
    case .write: Int(SYS_write)
    case .writeAt: Int(SYS_pwrite64)
    case .writeAtUnlessFlags(let argument):
      // The offset -1 stands for the file's own position.
      site.arguments[argument] != 0
        ? nil : Int(site.arguments[3] == .max ? SYS_write : SYS_pwrite64)
    }
  }
}
