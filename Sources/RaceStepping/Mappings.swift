import Glibc

/// Which files the updater's processes have mapped, shared and from descriptors that they may write: into such a
/// file bytes can be stored without a call.
///
/// Errs on one side only: a mapping that was covered by another one, or remains in a process that shares memory with
/// one that is gone, still counts.
struct Mappings {
  private struct Mapping {
    var range: Range<UInt64>
    let file: FileIdentity
    /// Whether the process may store into it as it is now.
    var isWritable: Bool
  }

  /// By the process, not the thread.
  private var mappings: [pid_t: [Mapping]] = [:]

  /// Whether any process can store into the file.
  func canStore(into file: FileIdentity) -> Bool {
    mappings.values.contains { $0.contains { $0.file == file && $0.isWritable } }
  }

  /// The files of a process's mappings that overlap a range.
  func files(of process: pid_t, in range: Range<UInt64>) -> Set<FileIdentity> {
    Set((mappings[process] ?? []).filter { $0.range.overlaps(range) }.map(\.file))
  }

  /// Whether the process can store into any file.
  func hasAny(_ process: pid_t) -> Bool { mappings[process] != nil }

  /// A file was mapped.
  mutating func map(_ process: pid_t, _ range: Range<UInt64>, _ file: FileIdentity, writable: Bool)
  {
    mappings[process, default: []].append(
      Mapping(range: range, file: file, isWritable: writable))
  }

  /// What is mapped there may be stored into from now on.
  mutating func makeWritable(_ process: pid_t, _ range: Range<UInt64>) {
    guard var list = mappings[process] else { return }
    for place in list.indices where list[place].range.overlaps(range) {
      list[place].isWritable = true
    }
    mappings[process] = list
  }

  /// Nothing is mapped there any more.
  mutating func unmap(_ process: pid_t, _ range: Range<UInt64>) {
    guard let list = mappings[process] else { return }
    let rest = list.flatMap { mapping -> [Mapping] in
      guard mapping.range.overlaps(range) else { return [mapping] }
      let parts = [
        mapping.range.lowerBound..<max(mapping.range.lowerBound, range.lowerBound),
        min(mapping.range.upperBound, range.upperBound)..<mapping.range.upperBound,
      ]
      return parts.filter { !$0.isEmpty }.map {
        Mapping(range: $0, file: mapping.file, isWritable: mapping.isWritable)
      }
    }
    mappings[process] = rest.isEmpty ? nil : rest
  }

  /// What was mapped there is somewhere else now, or there as well.
  mutating func move(
    _ process: pid_t, _ old: Range<UInt64>, to new: Range<UInt64>, keeping: Bool = false
  ) {
    let moved = (mappings[process] ?? []).filter { $0.range.overlaps(old) }
    if !keeping { unmap(process, old) }
    for mapping in moved { map(process, new, mapping.file, writable: mapping.isWritable) }
  }

  /// The process has a child, which has the same mapped.
  mutating func fork(_ process: pid_t, _ child: pid_t) {
    if child != process { mappings[child] = mappings[process] }
  }

  /// The process has become another program, or is gone.
  mutating func clear(_ process: pid_t) { mappings[process] = nil }
}
