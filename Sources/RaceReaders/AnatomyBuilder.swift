import RaceModel

/// Cuts a content into the fewest runs that each have an origin: a run goes on for as long as one origin
/// explains all of it, so that a byte on which A and B agree by chance starts none.
struct AnatomyBuilder: ~Copyable {
  /// Foreign bytes are taken a line at a time, for they too agree with A, B or zero by chance.
  private static let line = 64

  private let storage: UnsafeMutablePointer<PackedRun>
  private let limit: Int
  private var count = 0
  /// Bytes taken so far; all up to here belong to the kept runs and the open one.
  private var position = 0
  private var isOpen = false
  /// The origins that explain all of the open run; none for foreign bytes.
  private var open: Origins = []
  /// Whether there were more runs than are kept.
  private(set) var dropped = false
  /// Whether some byte has no origin.
  private(set) var foreign = false

  init(limit: Int) {
    self.limit = limit
    storage = .allocate(capacity: limit)
  }

  /// The runs of the content that was finished last.
  var runs: UnsafeBufferPointer<PackedRun> { UnsafeBufferPointer(start: storage, count: count) }

  @inline(__always)
  mutating func begin() {
    count = 0
    position = 0
    isOpen = false
    dropped = false
    foreign = false
  }

  /// Whether bytes that each of these origins explains go on with the open run, or begin one where none could.
  @inline(__always)
  func settles(_ origins: Origins) -> Bool {
    !isOpen || open.isEmpty || !open.isDisjoint(with: origins)
  }

  /// Takes the bytes up to `end`, all of which each of `origins` explains.
  @inline(__always)
  mutating func append(_ origins: Origins, to end: Int) {
    let common = open.intersection(origins)
    if isOpen && (!common.isEmpty || (open.isEmpty && origins.isEmpty)) {
      open = common
    } else {
      close()
      isOpen = true
      open = origins
    }
    position = end
  }

  /// Takes a block that no single origin is known to explain.
  mutating func append(_ block: ComparedBlock) {
    var start = 0
    while start < block.count {
      // All is known that can be said: it is foreign, and no further run would be kept.
      if foreign && dropped { break }
      let (origins, length) = next(block, from: start)
      if origins.isEmpty { foreign = true }
      append(origins, to: block.offset + start + length)
      start += length
    }
    position = block.offset + block.count
  }

  mutating func finish() {
    close()
    isOpen = false
  }

  /// The origins of the next bytes and how many these are; at least one.
  private func next(_ block: ComparedBlock, from start: Int) -> (origins: Origins, count: Int) {
    if isOpen && !open.isEmpty {
      let goesOn = block.longest(among: open, from: start)
      if goesOn.count > 0 { return goesOn }
    }
    let fresh = block.longest(among: .all, from: start)
    let line = min(Self.line, block.count - start)
    let afterForeign = isOpen && open.isEmpty
    if fresh.count >= (afterForeign ? line : 1) { return fresh }
    return ([], line)
  }

  private mutating func close() {
    guard isOpen else { return }
    if count == limit {
      dropped = true
    } else {
      storage[count] = PackedRun(open.source, end: position)
      count += 1
    }
  }
}
