import Glibc

/// Which files the updater's processes have mapped, shared and from descriptors that they may write: into such a
/// file bytes can be stored without a call.
///
/// The table goes with the memory: processes that share it (CLONE_VM, vfork(2)) share the table, and it is gone with the
/// last of them. Errs on one side only: a mapping that was covered by another one still counts.
struct Mappings {
  private struct Mapping {
    var range: Range<UInt64>
    let file: FileIdentity
    /// Whether the process may store into it as it is now.
    var isWritable: Bool
    /// Whether the file may be another one than its number says.
    var isAmbiguous = false
  }

  /// By the memory.
  private var tables: [Int: [Mapping]] = [:]
  /// Which memory a process has; the process, not the thread.
  private var memories: [pid_t: Int] = [:]
  private var count = 0
  /// Memories that may be several: what one process unmaps another one may still have there.
  private var uncertain: Set<Int> = []

  /// Whether any process can store into the file.
  func canStore(into file: FileIdentity) -> Bool {
    tables.values.contains { $0.contains { $0.file == file && $0.isWritable } }
  }

  /// Whether any process can store into any file.
  var isStorable: Bool { tables.values.contains { $0.contains(where: \.isWritable) } }

  /// Whether any process can store into a file of which it cannot be told whether it is the target's.
  var canStoreIntoUnknown: Bool {
    tables.values.contains { $0.contains { $0.isAmbiguous && $0.isWritable } }
  }

  private subscript(process: pid_t) -> [Mapping] {
    get { memories[process].flatMap { tables[$0] } ?? [] }
    set {
      if memories[process] == nil {
        if newValue.isEmpty { return }
        count += 1
        memories[process] = count
      }
      if let memory = memories[process] { tables[memory] = newValue.isEmpty ? nil : newValue }
    }
  }

  /// The files of a process's mappings that overlap a range.
  func files(of process: pid_t, in range: Range<UInt64>) -> Set<FileIdentity> {
    Set(self[process].filter { $0.range.overlaps(range) }.map(\.file))
  }

  /// A file was mapped.
  mutating func map(
    _ process: pid_t, _ range: Range<UInt64>, _ file: FileIdentity, writable: Bool,
    isAmbiguous: Bool = false
  ) {
    self[process].append(
      Mapping(range: range, file: file, isWritable: writable, isAmbiguous: isAmbiguous))
  }

  /// What is mapped there may be stored into from now on.
  mutating func makeWritable(_ process: pid_t, _ range: Range<UInt64>) {
    var list = self[process]
    for place in list.indices where list[place].range.overlaps(range) {
      list[place].isWritable = true
    }
    self[process] = list
  }

  /// Nothing is mapped there any more.
  mutating func unmap(_ process: pid_t, _ range: Range<UInt64>) {
    if memories[process].map(uncertain.contains) == true { return }
    self[process] = self[process].flatMap { mapping -> [Mapping] in
      guard mapping.range.overlaps(range) else { return [mapping] }
      let parts = [
        mapping.range.lowerBound..<max(mapping.range.lowerBound, range.lowerBound),
        min(mapping.range.upperBound, range.upperBound)..<mapping.range.upperBound,
      ]
      return parts.filter { !$0.isEmpty }.map {
        Mapping(
          range: $0, file: mapping.file, isWritable: mapping.isWritable,
          isAmbiguous: mapping.isAmbiguous)
      }
    }
  }

  /// What was mapped there is somewhere else now, or there as well.
  mutating func move(
    _ process: pid_t, _ old: Range<UInt64>, to new: Range<UInt64>, keeping: Bool = false
  ) {
    let moved = self[process].filter { $0.range.overlaps(old) }
    if !keeping { unmap(process, old) }
    for mapping in moved {
      map(
        process, new, mapping.file, writable: mapping.isWritable, isAmbiguous: mapping.isAmbiguous)
    }
  }

  /// What a new process has of its parent's memory.
  enum Memory: Hashable, Sendable {
    /// A copy: what either maps or unmaps from now on is its own.
    case copy
    /// The same (CLONE_VM, vfork(2)).
    case same
    /// One of the two; the kernel does not tell.
    case unknown

    /// - Parameter shared: as kcmp(2) has it; less than 0 where it does not tell.
    init(shared: Int32) { self = shared < 0 ? .unknown : shared == 0 ? .copy : .same }
  }

  /// The process has a child, which has the same mapped.
  mutating func fork(_ process: pid_t, _ child: pid_t, _ memory: Memory) {
    guard child != process else { return }
    clear(child)
    guard memory != .copy else {
      self[child] = self[process]
      return
    }
    if memories[process] == nil {
      count += 1
      memories[process] = count
    }
    memories[child] = memories[process]
    if memory == .unknown, let number = memories[process] { uncertain.insert(number) }
  }

  /// The process has become another program, or is gone: what it had mapped goes with the last that has it mapped.
  mutating func clear(_ process: pid_t) {
    guard let memory = memories.removeValue(forKey: process) else { return }
    if !memories.values.contains(memory) { tables[memory] = nil }
  }
}
