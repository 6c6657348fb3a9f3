import CLinux
import Glibc
import RaceModel
import RaceSystem

/// Loads the target as a library in a fresh process, as a program that starts does, and calls a symbol of it.
///
/// The process is forked from the reader's, which costs less than executing a program that would load it. So a
/// library finds those loaded that racebench itself needs; one that needs others brings them along.
package struct LoadReader: ProcessReader, ~Copyable {
  package var library: ContentLibrary?
  package var message = Message.none
  private let symbol: UnsafeMutablePointer<CChar>?
  private let report: UnsafeMutablePointer<rb_load_report>
  private let nothing: OpenFile
  private let redaction: Redaction
  private let redacted: UnsafeMutableRawBufferPointer
  private let patience: TimeSpan
  private let hidden: rb_hidden

  /// - Parameters:
  ///   - symbol: a function of the library that takes nothing and returns an `int`; it is only loaded if nil.
  ///   - root: the directory that everything plays in.
  ///   - board: what the race keeps its books in, which no library shall reach.
  ///   - patience: when a look that has not ended is given up.
  /// - Throws: `SystemCallError` where there is no memory to share, or no /dev/null.
  package init(
    symbol: String?, root: String, hiding board: SharedMemory? = nil,
    patience: TimeSpan = .lookLimit
  ) throws(SystemCallError) {
    let memory = try SharedMemory(count: MemoryLayout<rb_load_report>.size)
    let nothing = try OpenFile("/dev/null", O_RDWR)
    report = memory.base.bindMemory(to: rb_load_report.self, capacity: 1)
    self.nothing = nothing
    self.symbol = symbol.flatMap { strdup($0) }
    redaction = Redaction(root: root)
    redacted = .allocate(byteCount: MemoryLayout<rb_load_report>.size, alignment: 16)
    self.patience = patience
    hidden = board.map { rb_hidden(base: $0.base, count: $0.count) } ?? rb_hidden()
  }

  deinit {
    free(symbol)
    redacted.deallocate()
    munmap(report, MemoryLayout<rb_load_report>.size)
  }

  /// Loads the library once.
  package mutating func outcome(at path: UnsafePointer<CChar>) -> ProcessOutcome {
    let process = rb_load(path, symbol, nothing.descriptor, hidden, report)
    if process < 0 { return ProcessOutcome(.lost, errno) }
    guard let child = LookProcess(process, patience: patience) else {
      return ProcessOutcome(.lost, errno)
    }
    let late = child.news().contains(.late)
    let end = child.end()
    if late { return .late(after: patience) }
    switch end {
    case .killed(let signal): return .killed(by: signal)
    case .exited(let status): return exited(status, path)
    }
  }

  private func exited(_ status: Int32, _ path: UnsafePointer<CChar>) -> ProcessOutcome {
    switch rb_load_stage(report.pointee.stage) {
    case RB_LOAD_DONE: return .saying(said(path), 0)
    case RB_LOAD_REFUSED:
      let number = report.pointee.error
      return number == 0 ? .saying(said(path), 1) : .failed(errno: number)
    case RB_LOAD_CALLING: return .saying("exited while called", status)
    default: return .saying("exited while loading", status)
    }
  }

  /// The text of the report without what is random in it.
  private func said(_ path: UnsafePointer<CChar>) -> UnsafeRawBufferPointer {
    let text = UnsafeRawBufferPointer(
      start: rb_load_text(report), count: strlen(rb_load_text(report)))
    return redaction.redact(text, target: path, into: redacted)
  }
}
