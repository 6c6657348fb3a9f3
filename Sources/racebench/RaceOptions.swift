import ArgumentParser
import RaceModel
import RaceScenarios
import RaceSystem

/// What is raced.
struct SubjectOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A strategy to race; repeatable (see racebench list).", valueName: "name"))
  var strategy: [String] = []

  @Option(
    help: ArgumentHelp(
      "How bytes move: \(CopyMethod.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "method"))
  var copy: String?

  @Option(
    help: ArgumentHelp(
      "The step between copying and publishing: none, busy:40ms, sleep:40ms, append, append:40ms, fail, "
        + "'command:CMD {file}'.", valueName: "spec"))
  var signer: String?

  @Option(
    help: ArgumentHelp(
      "For strategies that stage: stage there, not beside the target.", valueName: "dir"))
  var stagingDirectory: String?

  func apply(to draft: inout ScenarioDraft) throws(Failure) {
    let checks = ScenarioLoader.checks
    var subjects: [SubjectDraft] = []
    for name in strategy {
      guard let name = try Checks.flag("--strategy", name, checks.strategy) else { continue }
      subjects.append(SubjectDraft(strategy: name))
    }
    if !subjects.isEmpty { draft.subjects = subjects }
    draft.copy = try Checks.flag("--copy", copy, checks.copy)
    draft.signer = try Checks.flag("--signer", signer, checks.signer)
    draft.stagingDirectory = try Checks.flag("--staging-directory", stagingDirectory, checks.path)
      .map(ScenarioLoader.absolute)
  }
}

/// What it is raced with, and where.
struct StageOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Two files to swap between, instead of generated contents.", valueName: "a b"))
  var contents: [String] = []

  @Option(
    help: ArgumentHelp("The size of generated contents (default: 7.8MB).", valueName: "bytes"))
  var size: String?

  @Option(help: ArgumentHelp("The seed of generated contents (default: random).", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Where the private root is made (default: $TMPDIR or /tmp).", valueName: "dir"))
  var directory: String?

  @Option(
    help: ArgumentHelp(
      "The target's path below the root (default: target.bin).", valueName: "relative"))
  var target: String?

  func apply(to draft: inout ScenarioDraft) throws(Failure) {
    let checks = ScenarioLoader.checks
    draft.directory = try Checks.flag("--directory", directory, checks.path)
      .map(ScenarioLoader.absolute)
    draft.target = try Checks.flag("--target", target, checks.target)
    let size = try Checks.flag("--size", size, checks.size)
    if !contents.isEmpty {
      guard contents.count == 2 else {
        throw Failure(
          .usage, "--contents: got \(contents.count) paths; expected two files, A and B")
      }
      guard size == nil && seed == nil else {
        throw Failure(
          .usage,
          "--contents and --size or --seed exclude each other: contents are either files or generated"
        )
      }
      draft.contents = .files(
        a: ScenarioLoader.absolute(contents[0]), b: ScenarioLoader.absolute(contents[1]))
    } else if size != nil || seed != nil {
      draft.contents = .generate(size: size, seed: seed)
    }
  }
}

/// How it is raced.
struct RaceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many processes read, 1 to 512 (default: 8).", valueName: "n"))
  var readers: Int?

  @Option(help: ArgumentHelp("How they read: read, mmap (default: read).", valueName: "kind"))
  var reader: String?

  @Option(
    help: ArgumentHelp(
      "How many more only open, stat and close, 0 to 512 (default: 0, in a gate \(Scenario.Limits.defaultGateGlancers)).",
      valueName: "n"))
  var glancers: Int?

  @Option(
    help: ArgumentHelp("How many processes swap at once, 1 to 64 (default: 1).", valueName: "n"))
  var writers: Int?

  @Option(
    help: ArgumentHelp(
      "How often each writer swaps each subject (default: 30, in a gate until it is decided).",
      valueName: "n"))
  var swaps: Int?

  @Option(help: ArgumentHelp("Swap each subject for this long instead.", valueName: "time"))
  var duration: String?

  @Flag(help: "Lock-step: readers look once at each step of a swap. For tests.")
  var rendezvous = false

  func apply(to draft: inout ScenarioDraft) throws(Failure) {
    let checks = ScenarioLoader.checks
    draft.readers = try Checks.flag("--readers", readers, checks.readers)
    draft.reader = try Checks.flag("--reader", reader, checks.reader)
    draft.glancers = try Checks.flag("--glancers", glancers, checks.glancers)
    draft.writers = try Checks.flag("--writers", writers, checks.writers)
    let swaps = try Checks.flag("--swaps", swaps, checks.swaps)
    let duration = try Checks.flag("--duration", duration, checks.duration)
    if let swaps {
      guard duration == nil else {
        throw Failure(
          .usage, "--swaps and --duration exclude each other: a race ends by one of them")
      }
      draft.extent = .swaps(swaps)
    } else if let duration {
      draft.extent = .duration(duration)
    }
    if rendezvous { draft.rendezvous = true }
  }
}
