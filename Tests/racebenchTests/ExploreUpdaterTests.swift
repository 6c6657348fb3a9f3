import RaceModel
import RaceSystem
import TestSupport
import Testing

/// Programs that people update files with: what stepping finds of them is what their calls predict.
struct ExploreUpdaterTests {
  /// A command, and what its calls are known to do.
  struct Case: Sendable, CustomTestStringConvertible {
    let command: String
    var options: [String] = []
    /// A program that not every machine has.
    var needs: String?
    var kinds: [Kind] = []
    /// Contracts that it breaks, and that are seen kept; what is in neither list cannot be checked.
    var broken: String
    var kept: String
    /// Whether it syncs anything.
    var syncs = false

    var testDescription: String { ([command] + options).joined(separator: " ") }
  }

  /// Opens with O_TRUNC, or cuts, and writes into the old file.
  private static func inPlace(
    _ command: String, _ options: [String] = [], needs: String? = nil,
    kinds: [Kind] = [.empty, .truncated], kept: String = "presence truth metadata leftovers",
    syncs: Bool = false
  ) -> Case {
    Case(
      command: command, options: options, needs: needs, kinds: kinds,
      broken: "content inode durability", kept: kept, syncs: syncs)
  }

  /// Unlinks the old file and makes a new one at its path, which has its mode and attributes at the end or never.
  private static func anew(_ command: String, _ options: [String] = [], needs: String? = nil)
    -> Case
  {
    Case(
      command: command, options: options, needs: needs, kinds: [.missing, .empty, .truncated],
      broken: "content presence inode metadata durability", kept: "truth leftovers")
  }

  /// Makes a file of its own and renames it, without a sync and without the old file's attributes.
  private static func renaming(
    _ command: String, _ options: [String] = [], needs: String? = nil,
    broken: String = "metadata durability", kept: String, syncs: Bool = false
  ) -> Case {
    Case(
      command: command, options: options, needs: needs, broken: broken, kept: kept, syncs: syncs)
  }

  /// Of those that rename what the stage has made for them.
  private static let given = "content presence truth inode leftovers"
  /// Of those that make it themselves, exclusively and under a new name each time.
  private static let own = "content presence truth inode staging leftovers"

  static let copying = [
    inPlace("cp {source} {target}"),
    inPlace(
      "cp {source} {target}", ["--symlink"], kept: "presence truth metadata symlink leftovers"),
    inPlace("cp {source} {target}", ["--shell", "none"]),
    inPlace("cat {source} >{target}"), inPlace("tee {target} <{source} >/dev/null"),
    inPlace("dd if={source} of={target} bs=32k status=none"),
    // In place a sync at the end comes too late.
    inPlace(
      "dd if={source} of={target} bs=32k conv=notrunc,fsync status=none",
      kinds: [.truncated, .mixed], syncs: true),
    inPlace("truncate -s 0 {target} && cat {source} >>{target}"),
    inPlace("cat {source} | dd of={target} bs=32k iflag=fullblock status=none"),
    inPlace("cp {source} {target} & wait"),
    inPlace(
      "mkfifo {root}/p; cat {source} >{root}/p & cat {root}/p >{target}; wait",
      ["--target", "app/target.bin"]),
    inPlace("rsync --inplace {source} {target}", needs: "rsync", kinds: [.truncated, .mixed]),
    anew("cp --remove-destination {source} {target}"), anew("install -m 755 {source} {target}"),
    Case(
      command: "cp --remove-destination {source} {target}", options: ["--symlink"],
      kinds: [.missing, .empty, .truncated],
      broken: "content presence inode metadata symlink durability", kept: "truth leftovers"),
    // The old file is renamed aside, and what is made then grows under readers' eyes.
    Case(
      command: "cp -b {source} {target}", kinds: [.missing, .empty, .truncated],
      broken: "content presence inode metadata leftovers durability", kept: "truth"),
  ]

  static let renaming = [
    renaming("mv {source} {target}", kept: given),
    renaming(
      "mv {source} {target}", ["--symlink"], broken: "metadata symlink durability", kept: given),
    Case(
      command: "mv -b {source} {target}", kinds: [.missing],
      broken: "presence metadata leftovers durability", kept: "content truth inode"),
    // A chmod that comes late.
    renaming(
      "mv {source} {target} && chmod 700 {target}", broken: "inode metadata durability",
      kept: "content presence truth leftovers"),
    renaming("rsync {source} {target}", needs: "rsync", kept: own),
    renaming("ln -sf {source} {target}", kept: given),
    renaming(
      "cp {source} {directory}/v2 && ln -sf v2 {target}", ["--symlink"],
      broken: "staging metadata durability", kept: "content presence truth inode symlink leftovers"),
    renaming(
      "t=$(mktemp {directory}/x.XXXXXX) && cp {source} \"$t\" && mv \"$t\" {target}", kept: own),
    // A name of its own, but whoever has the same opens the same file.
    renaming(
      "cat {source} >{target}.$$ && mv {target}.$$ {target}", broken: "staging metadata durability",
      kept: given),
    // Whoever syncs the file before and the directory after keeps what the others break.
    renaming(
      "t=$(mktemp {directory}/x.XXXXXX) && cp {source} \"$t\" && sync \"$t\" && mv \"$t\" {target} "
        + "&& sync {directory}", broken: "metadata",
      kept: "content presence truth inode staging leftovers durability", syncs: true),
    renaming(
      "cp {source} {target}.new && sync && mv {target}.new {target} && sync",
      broken: "staging metadata",
      kept: "content presence truth inode leftovers durability", syncs: true),
    renaming(
      "cp {source} {target}.new && mv {target}.new {target} && sync",
      broken: "staging metadata durability", kept: given, syncs: true),
  ]

  /// The directory goes, and comes back with the new file in it.
  static let directories = [
    Case(
      command: "cp -r {root}/app {root}/new && cp {source} {root}/new/target.bin "
        + "&& mv {root}/app {root}/old && mv {root}/new {root}/app",
      options: ["--target", "app/target.bin"], kinds: [.missing],
      broken: "presence staging metadata durability", kept: "content truth inode leftovers"),
    Case(
      command: "mkdir {root}/v2 && cp {source} {root}/v2/target.bin && ln -sfn v2 {root}/app",
      options: [
        "--target", "app/target.bin", "--setup", "mv {root}/app {root}/v1 && ln -s v1 {root}/app",
      ], broken: "staging metadata durability", kept: given),
  ]

  private static let python =
    "import os,shutil,tempfile; t=os.environ[\"RACEBENCH_TARGET\"]; s=os.environ[\"RACEBENCH_SOURCE\"]; "
    + "d=os.path.dirname(t); b=open(s,\"rb\").read(); "
  private static func python(_ code: String) -> String { "python3 -c '\(python)\(code)'" }
  private static let node =
    "const fs=require(\"fs\"), t=process.env.RACEBENCH_TARGET, s=process.env.RACEBENCH_SOURCE; "
  private static func node(_ code: String) -> String { "node -e '\(node)\(code)'" }

  static let languages = [
    inPlace(python("open(t,\"wb\").write(b)"), needs: "python3"),
    inPlace(python("shutil.copyfile(s,t)"), needs: "python3"),
    renaming(
      python("shutil.copyfile(s,t+\".new\"); os.replace(t+\".new\",t)"), needs: "python3",
      broken: "staging metadata durability", kept: given),
    renaming(
      python(
        "f=tempfile.NamedTemporaryFile(dir=d,delete=False); f.write(b); f.flush(); os.fsync(f.fileno()); "
          + "f.close(); os.replace(f.name,t); os.fsync(os.open(d,os.O_RDONLY))"), needs: "python3",
      broken: "metadata", kept: "content presence truth inode staging leftovers durability",
      syncs: true),
    inPlace(node("fs.copyFileSync(s,t)"), needs: "node"),
    inPlace(node("fs.writeFileSync(t,fs.readFileSync(s))"), needs: "node"),
    renaming(
      node("fs.copyFileSync(s,t+\".new\"); fs.renameSync(t+\".new\",t)"), needs: "node",
      broken: "staging metadata durability", kept: given),
    // On threads of node's own.
    renaming(
      node("fs.promises.copyFile(s,t+\".new\").then(()=>fs.promises.rename(t+\".new\",t))"),
      needs: "node", broken: "staging metadata durability", kept: given),
  ]

  @Test("Verdict, kinds and contracts", arguments: copying + renaming + directories + languages)
  func predicted(_ test: Case) throws {
    guard test.needs.map(Needs.program) ?? true else { return }
    let racebench = try RaceExecutable()
    let found = try racebench.explore(
      ["--updater", test.command] + test.options + racebench.contents())
    expect(found, test)
  }

  @Test("sed -i, which makes the new content of the old one", arguments: [false, true])
  func edited(isLink: Bool) throws {
    let racebench = try RaceExecutable()
    let lines = (1...20).map { "line \($0) of version " }
    let found = try racebench.explore(
      [
        "--updater", "sed -i s/one/two/ {target}", "--settle", "0",
        "--contents", racebench.write("a", lines.map { $0 + "one\n" }.joined()),
        racebench.write("b", lines.map { $0 + "two\n" }.joined()),
      ] + (isLink ? ["--symlink"] : []))
    // It does not look behind links.
    let broken = isLink ? "metadata symlink durability" : "metadata durability"
    expect(found, Self.renaming("", broken: broken, kept: Self.own))
  }

  @Test(
    "tar, which unlinks what is there unless it is told not to", arguments: ["", "--overwrite"])
  func unpacked(_ option: String) throws {
    let racebench = try RaceExecutable()
    let place = "\(racebench.files)/tar"
    let setUp =
      "mkdir \(place) && cp {source} \(place)/target.bin && tar cf \(place)/t.tar -C \(place) target.bin"
    let found = try racebench.explore(
      [
        "--updater", "tar xf \(place)/t.tar \(option) -C {directory}", "--setup", setUp,
        "--teardown", "rm -r \(place)",
      ] + racebench.contents())
    expect(found, option.isEmpty ? Self.anew("") : Self.inPlace(""))
  }

  @Test(
    "mv from another file system, which unlinks and copies",
    .enabled(if: Needs.otherFileSystem, "\(Needs.sharedMemoryReason)"))
  func moved() throws {
    let racebench = try RaceExecutable()
    let annex = try RaceExecutable(below: "/dev/shm")
    let file = "\(annex.files)/b"
    let found = try racebench.explore(
      ["--updater", "mv \(file) {target}", "--setup", "cp {source} \(file)"]
        + racebench.contents())
    // The rename across file systems is refused first.
    let anew = Self.anew("")
    expect(
      found,
      Case(
        command: "", options: [], needs: nil, kinds: anew.kinds,
        broken: "content presence inode staging metadata durability", kept: anew.kept,
        syncs: anew.syncs))
    #expect(!annex.exists("b"))
  }

  private func expect(
    _ found: Explored, _ test: Case, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let verdict: Verdict = test.kinds.isEmpty ? .pass : .fail
    #expect(
      found.kinds == KindSet(test.kinds), "\(found.kinds.kinds)", sourceLocation: sourceLocation)
    #expect(
      found.verdict == verdict, "\(found.exploration.judgement)", sourceLocation: sourceLocation)
    #expect(found.contracts(.broken) == test.broken, sourceLocation: sourceLocation)
    #expect(found.contracts(.kept) == test.kept, sourceLocation: sourceLocation)
    #expect(found.syncs == test.syncs, sourceLocation: sourceLocation)
    #expect(found.exploration.limits == [], sourceLocation: sourceLocation)
    #expect(found.exploration.ending == .exited(status: 0), sourceLocation: sourceLocation)
    #expect(!found.exploration.mishandlesShortWrites, sourceLocation: sourceLocation)
    // What is written to pipes and terminals is no step.
    let calls = found.exploration.steps.filter { $0.name == "write" }.map(\.call)
    #expect(
      calls.allSatisfy {
        !$0.contains("/dev/") && !$0.contains("pipe:") && !$0.contains("{root}/p\"")
      },
      sourceLocation: sourceLocation)
  }
}
