import RaceModel
import RaceSystem
import TestSupport
import Testing

/// What single calls of an updater are held to mean.
struct ExploreContractTests {
  private static let python =
    "import os,mmap; t=os.environ[\"RACEBENCH_TARGET\"]; d=os.path.dirname(t); "
    + "b=open(os.environ[\"RACEBENCH_SOURCE\"],\"rb\").read(); "

  private func explore(
    _ updater: String, _ options: [String] = [], in racebench: RaceExecutable? = nil
  ) throws -> Explored {
    let racebench = try racebench ?? RaceExecutable()
    return try racebench.explore(["--updater", updater] + options + racebench.contents())
  }

  private func explore(python code: String) throws -> Explored {
    try explore("python3 -c '\(Self.python)\(code)'")
  }

  static let hasPython = Needs.program("python3")

  static let copies = [
    "cp {source} {target}", "cat {source} >{target}",
    "dd if={source} of={target} bs=1M status=none", "sendfile", "pwrite",
    "writev, the first part large",
    "writev, the first parts small",
  ]

  @Test("Cut to pages, a copy in place shows every page's end once", arguments: copies)
  func pages(_ copy: String) throws {
    let racebench = try RaceExecutable()
    let (old, new) = (UInt64(60_000), UInt64(100_000))
    let open = "f=os.open(t,os.O_WRONLY|os.O_TRUNC); i=0; n=len(b); "
    let loops = [
      "sendfile":
        "s=os.open(os.environ[\"RACEBENCH_SOURCE\"],0)\nwhile i<n: i+=os.sendfile(f,s,None,n-i)",
      "writev, the first part large": "\nwhile i<n: i+=os.writev(f,[b[i:i+9000],b[i+9000:]])",
      // Whole parts are written as far as they fit.
      "writev, the first parts small":
        "\nwhile i<n: i+=os.writev(f,[b[i:i+1000],b[i+1000:i+2500],b[i+2500:]])",
      "pwrite": "\nwhile i<n: i+=os.pwrite(f,b[i:],i)",
    ]
    let loop = loops[copy]
    if loop != nil, !Needs.program("python3") { return }
    let updater = loop.map { "python3 -c '\(Self.python)\(open)\($0)'" } ?? copy
    let found = try racebench.explore(
      ["--updater", updater] + racebench.contents(Int(old), Int(new)) + ["--split", "4KiB"])
    let length: UInt64 = copy == "writev, the first parts small" ? 2500 : 4096
    let ends = Array(stride(from: length, to: new, by: Int(length)))
    let seen = found.exploration.states.filter { !$0.isDerived }
    #expect(found.torn?.firstStep == seen.first { $0.kind == .truncated }?.firstStep)
    #expect(seen.map { $0.observation.bytes } == [old, 0] + ends + [new])
    #expect(
      seen.map(\.kind)
        == [.stable, .empty] + ends.map { _ in .truncated } + [.stable])
    // Whatever was looked at twice, nothing was seen in between; and each is new bytes alone.
    for state in found.exploration.states where state.kind == .truncated {
      #expect(state.anatomy.runs.allSatisfy { $0.source == .b || $0.source == .either })
    }
    #expect(found.exploration.split == 4096)
    let cut = found.exploration.steps.filter { $0.effects.contains(.cut) }
    #expect(cut.count == ends.count && !found.exploration.mishandlesShortWrites)
  }

  @Test(
    "Who takes a short write for a whole one is told so, and judged by a run without",
    .enabled(if: hasPython, "needs python3"))
  func shortWrites() throws {
    let found = try explore(
      python:
        "f=os.open(t+\".n\",os.O_CREAT|os.O_EXCL|os.O_WRONLY); os.write(f,b); os.rename(t+\".n\",t)"
    )
    #expect(found.exploration.mishandlesShortWrites && found.exploration.split == nil)
    #expect(found.verdict == .pass && found.kinds == [])
    #expect(found.exploration.violations.first?.place.moment == .cutWrites)
    #expect(found.exploration.judgement.reason.contains("short"))
  }

  @Test("Through a mapping", .enabled(if: hasPython, "needs python3"), arguments: [true, false])
  func mapping(isTarget: Bool) throws {
    let file = isTarget ? "open(t,\"r+b\")" : "open(t+\".n\",\"w+b\")"
    let map =
      "f=\(file); f.truncate(len(b)); m=mmap.mmap(f.fileno(),0); m[:]=b; m.flush(); m.close()"
    let found = try explore(
      python: isTarget ? map : map + "; os.rename(t+\".n\",t)")
    #expect(found.kinds == (isTarget ? KindSet([.mixed]) : []))
    #expect(found.verdict == (isTarget ? .fail : .pass))
    #expect(found.exploration.limits.isEmpty == !isTarget)
    #expect(found.contracts(.broken).contains("inode") == isTarget)
  }

  @Test(
    "What is published while it is mapped is no pass, though nothing is seen",
    .enabled(if: hasPython, "needs python3"))
  func publishedMapped() throws {
    let found = try explore(
      python: "f=open(t+\".n\",\"w+b\"); f.truncate(len(b)); m=mmap.mmap(f.fileno(),0); m[:]=b; "
        + "os.rename(t+\".n\",t)")
    #expect(found.kinds == [] && found.verdict == .inconclusive)
    #expect(found.exploration.judgement.reason.contains("unobserved stores"))
  }

  @Test(
    "A sync of another file system is none",
    .enabled(if: Needs.otherFileSystem, "\(Needs.sharedMemoryReason)"))
  func syncOfAnother() throws {
    let updater =
      "cp {source} {target}.new && sync -f PLACE && mv {target}.new {target} && sync -f PLACE"
    func durability(_ place: String) throws -> ContractState.Name? {
      try explore(updater.replacing("PLACE", with: place)).exploration.contracts[.durability]?.name
    }
    #expect(try durability("{directory}") == .kept)
    #expect(try durability("/dev/shm") == .broken)
  }

  @Test("A staging file without a name is nobody else's", .enabled(if: hasPython, "needs python3"))
  func unnamedStaging() throws {
    let found = try explore(
      python: "f=os.open(d,os.O_TMPFILE|os.O_WRONLY,0o644); w=0\n"
        + "while w<len(b): w+=os.write(f,b[w:])\n"
        + "n=d+\"/.n\"+os.urandom(4).hex(); "
        + "os.link(\"/proc/self/fd/%d\"%f,n,src_dir_fd=0,follow_symlinks=True); os.rename(n,t)")
    #expect(found.verdict == .pass)
    #expect(found.exploration.contracts[.staging] == .kept)
    #expect(found.exploration.contracts[.leftovers] == .kept)
  }

  @Test(
    "A staging file on another file system",
    .enabled(if: Needs.otherFileSystem, "\(Needs.sharedMemoryReason)"))
  func stagingElsewhere() throws {
    let annex = try RaceExecutable(below: "/dev/shm")
    let found = try explore(
      "cp {source} \(annex.files)/new && ln -sf \(annex.files)/new {target}", ["--symlink"])
    #expect(found.verdict == .pass)
    #expect(found.exploration.contracts[.staging]?.evidence.contains("file system") == true)
  }

  static let endings: [(String, Verdict, Exploration.Ending, String)] = [
    ("true # {target}", .inconclusive, .exited(status: 0), "truth"),
    ("false # {target}", .inconclusive, .exited(status: 1), ""),
    ("rm {target}", .fail, .exited(status: 0), "presence truth"),
    ("rm {target}; false", .fail, .exited(status: 1), "presence truth rollback"),
    (
      "head -c 9000 {source} >{target}; exit 3", .fail, .exited(status: 3),
      "content truth rollback inode"
    ),
    ("cp {source} {target}.n; exit 4", .inconclusive, .exited(status: 4), "rollback"),
    ("mv {source} {target}; exit 5", .pass, .exited(status: 5), "metadata durability"),
    (
      "cp {source} {target}.n; mv {source} {target}", .pass, .exited(status: 0),
      "metadata leftovers durability"
    ),
    ("kill -9 $$ # {target}", .inconclusive, .killed(signal: 9), ""),
  ]

  @Test("What it says is held against what it has done", arguments: endings.indices)
  func truth(_ index: Int) throws {
    let (updater, verdict, ending, broken) = Self.endings[index]
    let found = try explore(updater)
    #expect(found.verdict == verdict, "\(found.exploration.judgement)")
    #expect(found.exploration.ending == ending)
    #expect(found.contracts(.broken) == broken)
  }

  @Test(
    "Who is to roll back need not publish",
    arguments: [
      ("cp {source} {target}.n; rm {target}.n; exit 4", Verdict.pass),
      ("cp {source} {target}.n; exit 4", .fail),
      ("cp {source} {target}.n; rm {target}.n", .inconclusive),
      ("mv {source} {target}; exit 4", .inconclusive), ("kill $$ # {target}", .inconclusive),
    ])
  func rollback(_ updater: String, _ verdict: Verdict) throws {
    let found = try explore(updater, ["--require", "rollback"])
    #expect(found.verdict == verdict, "\(found.exploration.judgement)")
  }

  @Test("A symlink is shown with what it holds, whatever call makes it")
  func symlinks() throws {
    let found = try explore("ln -s v1 {directory}/s && mv {source} {target}")
    #expect(
      found.exploration.steps.contains { $0.call.hasSuffix("(\"v1\" → \"s\")") },
      "\(found.exploration.steps.map(\.call))")
  }

  @Test("What is required decides too", arguments: ["inode", "staging,durability", "truth"])
  func required(_ contracts: String) throws {
    let racebench = try RaceExecutable()
    let keeping = [
      "--strategy", "staged-durable", "--signer", "none", "--require", contracts,
    ]
    #expect(try racebench.explore(keeping + racebench.contents()).verdict == .pass)
    // Passes as long as nobody asks: its name is fixed, nothing is synced, and it writes what it has published.
    let updater =
      "cp {source} {target}.n; mv {target}.n {target}; chmod 700 {target}; chmod 600 {target}"
    #expect(try explore(updater).verdict == .pass)
    let found = try explore(updater, ["--require", contracts])
    #expect(found.verdict == (contracts == "truth" ? .pass : .fail))
    let first = contracts.split(separator: ",")[0]
    if contracts != "truth" {
      #expect(found.exploration.judgement.reason.hasPrefix("\(first) is broken: "))
    }
  }

  @Test("What is required and cannot be shown is no pass")
  func requiredUnchecked() throws {
    let found = try explore("mv {source} {target}", ["--require", "symlink"])
    #expect(found.verdict == .inconclusive)
    #expect(found.exploration.judgement.reason.contains("symlink was required"))
  }
}
