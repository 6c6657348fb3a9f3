import RaceModel
import RaceReaders

/// A planted defect: reads as `ReadReader` does, and takes what is mixed for stable. A reader of its own, so that
/// the hot loop of the others asks no question.
struct CredulousReader: TargetReader, ~Copyable {
  private var base = ReadReader()

  var runs: UnsafeBufferPointer<PackedRun> { base.runs }
  var runsWereDropped: Bool { base.runsWereDropped }

  mutating func compare(with library: ContentLibrary) { base.compare(with: library) }

  mutating func look(at path: UnsafePointer<CChar>) -> Sight {
    var sight = base.look(at: path)
    if sight.kind == .mixed { sight.kind = .stable }
    return sight
  }
}
