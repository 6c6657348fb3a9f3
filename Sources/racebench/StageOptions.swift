import ArgumentParser
import RaceModel
import RaceScenarios

/// What it is raced with, and where.
struct StageOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Two files to swap between, instead of generated contents; where an updater names no {source}, the second is for "
        + "the controls alone.", valueName: "a b"))
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
      "Where updaters get their private TMPDIR: below this directory, or on the target's file system "
        + "(default: another file system than the target's, if one will do).",
      valueName: "dir|same"))
  var temporaryDirectory: String?

  @Option(
    help: ArgumentHelp(
      "The target's path below the root (default: target.bin). One that begins with a dash: --target=-x.",
      valueName: "relative"))
  var target: String?

  @Flag(help: "Make the target a symlink to a file beside it.")
  var symlink = false

  @Option(
    help: ArgumentHelp(
      "How much updaters may write before they are ended (default: 4GiB or half of what is free, whichever is less, "
        + "but eight times the larger content in any case).",
      valueName: "bytes"))
  var sizeLimit: String?

  func apply(to draft: inout ScenarioDraft) throws(Failure) {
    let checks = ScenarioLoader.checks
    draft.directory = try Checks.flag("--directory", directory, checks.path)
      .map(ScenarioLoader.absolute)
    draft.temporaryDirectory = try Checks.flag(
      "--temporary-directory", temporaryDirectory, checks.path
    ).map { $0 == "same" ? .same : .directory(ScenarioLoader.absolute($0)) }
    draft.target = try Checks.flag("--target", target, checks.target)
    draft.sizeLimit = try Checks.flag("--size-limit", sizeLimit, checks.size)
    if symlink { draft.symlink = true }
    let size = try Checks.flag("--size", size, checks.size)
    if !contents.isEmpty {
      guard contents.count == 2 else {
        throw Failure(
          .usage,
          "--contents: got \(Count.text(contents.count, "path")); expected two files, A and B")
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
