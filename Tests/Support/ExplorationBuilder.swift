import RaceModel

/// Makes up an exploration step by step, with states, counts and files that fit together.
package struct ExplorationBuilder {
  /// What is seen at the target.
  package enum Content: Hashable, Sendable {
    case a, b, empty, missing, foreign
    /// So many bytes of B.
    case prefix(UInt64)
    /// The look failed with this errno.
    case error(Int32)
  }

  /// 8,000,000 and 7,600,000 bytes.
  package static let contents = Contents(
    a: ContentFacts(bytes: 8_000_000, xxh128: Digest(high: 1, low: 2)),
    b: ContentFacts(bytes: 7_600_000, xxh128: Digest(high: 3, low: 4)))

  private var places: [Content: Int] = [:]
  private var states: [SteppedState] = []
  private var steps: [Step] = []
  private let start: Sighting
  private var now: Sighting
  /// The step that is being made.
  private var index = 0

  /// What is explored.
  package var subject = Subject(strategy: "staged")
  /// The files that steps speak of.
  package var files = [SteppedFile(number: 1, path: "target.bin")]

  /// Nothing done yet: the target is file 1 and holds this, beside these names.
  package init(
    _ content: Content = .a, entries: [FileName] = [], linkedTo resolved: String? = nil
  ) {
    start = Sighting(
      state: 0, file: 1, resolved: resolved, isLink: resolved != nil, mode: 0o755,
      owner: "1000:1000", entries: entries)
    now = start
    see(content)
  }

  /// The target holds this from now on.
  private mutating func see(_ content: Content) {
    if let place = places[content] {
      now.state = place
    } else {
      places[content] = states.count
      now.state = states.count
      states.append(Self.state(content, at: index))
    }
    if content == .missing { (now.file, now.mode, now.owner) = (nil, nil, nil) }
  }

  /// A completed call.
  ///
  /// - Parameters:
  ///   - effects: what it did.
  ///   - content: what the target holds behind it, if something else than before.
  ///   - earlier: what it held before it, if that was not what it held behind the last step.
  ///   - file: the number of the file that the path leads to behind it, if another.
  ///   - change: what else is to be seen behind it.
  package mutating func call(
    _ text: String, _ effects: [Step.Effect] = [], process: Int = 1, program: String? = nil,
    result: Step.Result = .returned(0), sees content: Content? = nil,
    before earlier: Content? = nil,
    file: Int? = nil, _ change: (inout Sighting) -> Void = { _ in }
  ) {
    index += 1
    var before: Sighting?
    if let earlier {
      see(earlier)
      before = now
    }
    if let file { now.file = file }
    if let content { see(content) }
    change(&now)
    steps.append(
      Step(
        index: index, process: process, program: program, name: String(text.prefix { $0 != "(" }),
        call: text,
        result: result, effects: effects, before: before, after: now))
  }

  /// The exploration, which ended so.
  ///
  /// - Parameters:
  ///   - stepsAtEnd: how many steps there were when the updater ended; all of them if nil.
  ///   - content: what the target held at the end, if that is not what it held behind the last step.
  ///   - change: what else is to be seen at the end.
  package func exploration(
    _ ending: Exploration.Ending = .exited(status: 0), failure: String? = nil,
    stepsAtEnd: Int? = nil, again: Exploration.Repetition? = nil,
    limits: [ExplorationLimit] = [], atEnd content: Content? = nil,
    _ change: (inout Sighting) -> Void = { _ in }
  ) -> Exploration {
    var last = self
    if let content { last.see(content) }
    change(&last.now)
    var states = last.states
    for place in states.indices { states[place].sightings = 0 }
    let looks = [start] + steps.flatMap { [$0.before, $0.after].compactMap(\.self) } + [last.now]
    for look in looks { states[look.state].sightings += 1 }
    return Exploration(
      subject: subject, contents: Self.contents, ending: ending, failure: failure,
      wallNanoseconds: 12_345_678, start: start, steps: steps,
      stepsAtEnd: stepsAtEnd ?? steps.count, end: last.now, states: states, files: files,
      limits: limits, again: again)
  }

  private static func state(_ content: Content, at step: Int) -> SteppedState {
    func made(_ kind: Kind, _ bytes: UInt64, _ sources: [(Anatomy.Source, UInt64)]) -> SteppedState
    {
      SteppedState(
        observation: .content(Digest(high: UInt64(sources.count), low: bytes), bytes: bytes),
        kind: kind, grade: kind == .stable ? .required : .forbidden,
        anatomy: Anatomy(runs: sources.map { .init(source: $0.0, end: $0.1) }), firstStep: step)
    }
    func failed(_ errno: Int32) -> SteppedState {
      SteppedState(
        observation: .error(errno: errno), kind: errno == 2 ? .missing : .error, grade: .forbidden,
        firstStep: step)
    }
    switch content {
    case .a: return made(.stable, contents.a.bytes, [(.a, contents.a.bytes)])
    case .b: return made(.stable, contents.b.bytes, [(.b, contents.b.bytes)])
    case .empty: return made(.empty, 0, [])
    case .prefix(let bytes): return made(.truncated, bytes, [(.b, bytes)])
    case .foreign: return made(.foreign, 12, [(.b, 4), (.other, 12)])
    case .missing: return failed(2)
    case .error(let errno): return failed(errno)
    }
  }
}

extension ExplorationBuilder {
  /// A good swap in seven steps: staged exclusively, synced, renamed, the directory synced.
  package static var staged: ExplorationBuilder {
    var builder = ExplorationBuilder()
    builder.files.append(SteppedFile(number: 2, path: ".staging-4711"))
    builder.call(
      "openat(\".staging-4711\", O_WRONLY|O_CREAT|O_EXCL, 0755)",
      [.created(file: 2, exclusively: true)], result: .returned(3)
    ) { $0.entries = [".staging-4711"] }
    builder.call(
      "write(\".staging-4711\", 7600000)", [.wrote(file: 2)], result: .returned(7_600_000))
    builder.call("fchmod(\".staging-4711\", 0755)", [.altered(file: 2)])
    builder.call("fsync(\".staging-4711\")", [.synced(file: 2)])
    builder.call("rename(\".staging-4711\" → \"target.bin\")", sees: .b, file: 2) {
      $0.entries = []
    }
    builder.call("fsync(\".\")", [.syncedDirectory])
    builder.call("utimensat(\"target.bin\")")
    return builder
  }

  /// A copy in place: cut to nothing, and then so many writes.
  package static func inPlace(writes: Int) -> ExplorationBuilder {
    var builder = ExplorationBuilder()
    builder.subject = Subject(updater: .command(CommandSpec("cp {source} {target}")))
    builder.call(
      "openat(\"target.bin\", O_WRONLY|O_TRUNC)", [.wrote(file: 1)], result: .returned(4),
      sees: .empty)
    let bytes = contents.b.bytes
    for write in 0..<writes {
      let end = bytes * UInt64(write + 1) / UInt64(writes)
      let isLast = write == writes - 1
      builder.call(
        "write(\"target.bin\", \(bytes))", isLast ? [.wrote(file: 1)] : [.wrote(file: 1), .cut],
        result: .returned(Int64(bytes / UInt64(writes))), sees: isLast ? .b : .prefix(end))
    }
    return builder
  }
}
