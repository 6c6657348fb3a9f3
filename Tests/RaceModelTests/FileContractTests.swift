import RaceModel
import TestSupport
import Testing

/// The contracts that an exploration judges by what calls did to files.
struct FileContractTests {
  private static func state(
    _ contract: Contract, again: Exploration.Repetition? = Exploration.Repetition(isSame: true),
    _ make: (inout ExplorationBuilder) -> Void
  ) -> ContractState? {
    var builder = ExplorationBuilder()
    builder.files.append(SteppedFile(number: 2, path: "stage"))
    make(&builder)
    return builder.exploration(again: again).contracts[contract]
  }

  // MARK: inode

  @Test func writingTheOldFileIsSeenByWhoHasItOpen() {
    let evidence = "a process that had the file open saw its bytes change"
    #expect(
      ExplorationBuilder.inPlace(writes: 4).exploration().contracts[.inode]
        == .broken("step 1, openat(\"target.bin\", O_WRONLY|O_TRUNC): \(evidence)"))
    // Also once it is no longer the target.
    #expect(
      Self.state(.inode) {
        $0.call("rename()", sees: .b, file: 2)
        $0.call("shred()", [.wrote(file: 1)])
      } == .broken("step 2, shred(): \(evidence)"))
    // Its mode may change.
    #expect(Self.state(.inode) { $0.call("chmod()", [.altered(file: 1)]) } == .kept)
  }

  @Test func whatIsPublishedIsNeitherWrittenNorAltered() {
    for effect in [Step.Effect.wrote(file: 2), .altered(file: 2)] {
      #expect(
        Self.state(.inode) {
          $0.call("make()", [.created(file: 2, exclusively: true), effect])
          $0.call("rename()", [effect], sees: .b, file: 2)
        } == .kept)
      #expect(
        Self.state(.inode) {
          $0.call("rename()", sees: .b, file: 2)
          $0.call("rename()", sees: .b, file: 3)
          $0.call("late()", [effect])
          $0.call("later()", [effect])
        } == .broken("step 3, late(): changed what was already published"))
    }
  }

  /// At the step's own beginning it is already there.
  @Test func whatWasPutThereBetweenTwoStepsIsPublished() {
    #expect(
      Self.state(.inode) { builder in
        builder.call("one()")
        builder.call("two()", [.wrote(file: 1)], sees: .b, before: .a, file: 2)
      }?.name == .broken)
    var builder = ExplorationBuilder()
    builder.call("one()", [.wrote(file: 2)], sees: .b, before: .a)
    var exploration = builder.exploration()
    #expect(exploration.contracts[.inode] == .kept)
    exploration.steps[0].before?.file = 2
    #expect(
      exploration.contracts[.inode]
        == .broken("step 1, one(): changed what was already published"))
  }

  @Test func eachFileBreaksItOnce() {
    var builder = ExplorationBuilder.inPlace(writes: 4)
    builder.call("rename()", file: 2)
    builder.call("late()", [.altered(file: 2), .wrote(file: 1)])
    let places = builder.exploration().violations.filter { $0.contract == .inode }.map(\.place.step)
    #expect(places == [1, 7])
  }

  @Test func aDerivedStateBreaksContentAtItsStep() {
    var exploration = ExplorationBuilder.staged.exploration()
    #expect(exploration.firstTear == nil && exploration.contracts[.content] == .kept)
    exploration.states.append(
      .torn(Anatomy(runs: [.init(source: .a, end: 1), .init(source: .b, end: 9)]), step: 4))
    #expect(exploration.problem == nil)
    #expect(exploration.firstTear?.step == 4)
    #expect(
      exploration.contracts[.content]
        == .broken(
          "step 4, fsync(\".staging-4711\"): a read in progress at step 4 can return old and new bytes mixed"
        ))
    #expect(ExplorationJudge.judgement(on: exploration, requiring: []).verdict == .fail)
    let last = exploration.states.count - 1
    exploration.states[last] = .torn(
      Anatomy(runs: [.init(source: .a, end: 7)]), step: 4)
    #expect(
      exploration.states[last].tornText
        == "a read in progress at step 4 can end early, and one of a mapping be killed (SIGBUS)")
  }

  @Test func derivedStatesThatCannotBeAreFound() {
    let torn = SteppedState.torn(Anatomy(runs: [.init(source: .b, end: 9)]), step: 4)
    func problem(_ change: (inout SteppedState) -> Void, twice: Bool = false) -> String? {
      var exploration = ExplorationBuilder.staged.exploration()
      var state = torn
      change(&state)
      exploration.states += twice ? [state, state] : [state]
      return exploration.problem?.problem
    }
    #expect(problem { _ in } == nil)
    #expect(problem({ _ in }, twice: true) == "2 states are derived, expected one")
    #expect(problem { $0.kind = .stable } != nil && problem { $0.grade = .acceptable } != nil)
    #expect(problem { $0.firstStep = 99 } != nil && problem { $0.firstStep = -1 } != nil)
    #expect(problem { $0.sightings = 1 } == "a derived state has 1 sightings, expected none")
    var exploration = ExplorationBuilder.staged.exploration()
    exploration.states.append(torn)
    exploration.end.state = exploration.states.count - 1
    #expect(exploration.problem?.problem.contains("which is derived") == true)
  }

  // MARK: staging

  @Test func stagingIsJudgedOfFilesThatWereRenamedThere() {
    let created = Step.Effect.created(file: 2, exclusively: true)
    let loose = Step.Effect.created(file: 2, exclusively: false)
    #expect(
      Self.state(.staging) {
        $0.call("open()", [created])
        $0.call("open()", [.reused(file: 2)])
        $0.call("rename()", sees: .b, file: 2)
      } == .kept)
    #expect(
      Self.state(.staging, again: nil) {
        $0.call("open()", [created])
        $0.call("rename()", sees: .b, file: 2)
      } == .notChecked("the name of its staging file was seen once only"))
    for again in [nil, Exploration.Repetition(isSame: true)] {
      #expect(
        Self.state(.staging, again: again) {
          $0.call("mkdir()")
          $0.call("open()", [loose])
          $0.call("rename()", sees: .b, file: 2)
        }
          == .broken(
            "step 2, open(): the staging file is not opened exclusively, so that two writers can share it"
          ))
      #expect(
        Self.state(.staging, again: again) {
          $0.call("open()", [.reused(file: 2)])
          $0.call("rename()", sees: .b, file: 2)
        }
          == .broken(
            "step 1, open(): the staging file was there already, so that two writers can share it"))
      #expect(
        Self.state(.staging, again: again) { $0.call("rename()", sees: .b, file: 2) }
          == .notChecked("it publishes a file that it did not make"))
    }
  }

  @Test func aSharedNameAndAnotherFileSystemBreakStaging() {
    func state(_ names: [String], path: String = "stage", beside: Bool = true) -> ContractState? {
      Self.state(.staging, again: Exploration.Repetition(isSame: true, sharedNames: names)) {
        $0.subject = Subject(updater: .command(CommandSpec("update {target}")))
        $0.files[1] = SteppedFile(number: 2, path: path, isBesideTarget: beside)
        $0.call("open()", [.created(file: 2, exclusively: true)])
        $0.call("rename()", sees: .b, file: 2)
      }
    }
    #expect(state(["other"]) == .kept)
    #expect(
      state(["other", "stage"])
        == .broken(
          "step 1, open(): the staging file had the same name in two runs, so that two writers share it"
        ))
    for place in ["/tmp/x", "{tmpdir}/x", "{stage}/other/x"] {
      #expect(state([], path: place)?.name == .broken)
    }
    #expect(state([], path: "{root}/x") == .kept)
    // A strategy stages where it is told to.
    #expect(
      Self.state(.staging) {
        $0.files[1] = SteppedFile(number: 2, path: "{stage}/elsewhere/x")
        $0.call("open()", [.created(file: 2, exclusively: true)])
        $0.call("rename()", sees: .b, file: 2)
      } == .kept)
    #expect(
      state([], beside: false)
        == .broken("step 1, open(): the staging file does not lie on the target's file system"))
  }

  @Test func aDirectoryOfItsOwnNeedsNoExclusiveFile() {
    func state(_ directory: String, exclusively: Bool = true) -> ContractState? {
      Self.state(.staging) {
        $0.files[1] = SteppedFile(number: 2, path: "d.4711/new")
        $0.files.append(SteppedFile(number: 3, path: directory))
        $0.call("mkdir()", [.created(file: 3, exclusively: exclusively)])
        $0.call("open()", [.created(file: 2, exclusively: false)])
        $0.call("rename()", sees: .b, file: 2)
      }
    }
    #expect(state("d.4711") == .kept)
    #expect(state("d.471")?.name == .broken)
    #expect(state("d.4711", exclusively: false)?.name == .broken)
  }

  @Test func twoProcessesThatHaveOneStagingFileOpenShareIt() {
    func exploration(_ order: [(process: Int, call: String)]) -> Exploration {
      var builder = ExplorationBuilder()
      builder.files.append(SteppedFile(number: 2, path: "t"))
      for (place, use) in order.enumerated() {
        builder.call(
          use.call,
          [place == 0 ? .created(file: 2, exclusively: true) : .wrote(file: 2)],
          process: use.process)
      }
      builder.call("rename()", sees: .b, file: 2)
      return builder.exploration(again: Exploration.Repetition(isSame: true))
    }
    let open = "openat(\"t\", O_WRONLY)"
    let write = "write(\"t\", 9)"
    // mktemp makes it, a copy opens it again; a shell and its commands write to what the shell has opened.
    let kept = [
      [(1, open), (2, open), (2, write)], [(1, open), (2, write), (1, write), (3, write)],
      [(1, open), (1, write), (1, open), (1, write)],
    ]
    for order in kept {
      let found = exploration(order)
      #expect(found.contracts[.staging] == .kept, "\(order)")
      #expect(ExplorationJudge.judgement(on: found, requiring: []).verdict == .pass)
    }
    for order in [
      [(1, open), (2, open), (1, write), (2, write)],
      [(1, open), (1, write), (2, open), (2, write), (1, write)],
    ] {
      let found = exploration(order)
      #expect(found.contracts[.staging]?.name == .broken, "\(order)")
      #expect(ExplorationJudge.judgement(on: found, requiring: []).verdict == .inconclusive)
    }
  }

  @Test func whatIsMadeAtTheTargetsPathIsNotStaged() {
    let none = ContractState.notChecked("it publishes no staging file")
    #expect(Self.state(.staging) { $0.call("write()", [.wrote(file: 1)], sees: .b) } == none)
    #expect(
      Self.state(.staging) {
        $0.call("unlink()", sees: .missing)
        $0.call("open()", [.created(file: 2, exclusively: false)], sees: .empty, file: 2)
      } == none)
    // Staged, but never published.
    #expect(
      Self.state(.staging) { $0.call("open()", [.created(file: 2, exclusively: false)]) } == none)
    // The old file comes back.
    #expect(
      Self.state(.staging) {
        $0.call("rename()", sees: .missing)
        $0.call("rename()", sees: .a, file: 1)
      } == none)
  }

  /// One file that is made well does not make up for another.
  @Test func everyFileThatIsPublishedMustBeStagedWell() {
    #expect(
      Self.state(.staging) {
        $0.call("open()", [.created(file: 2, exclusively: true)])
        $0.call("open()", [.created(file: 3, exclusively: false)])
        $0.call("rename()", sees: .b, file: 2)
        $0.call("rename()", sees: .b, file: 3)
      }?.evidence.hasPrefix("step 2, open()") == true)
    #expect(
      Self.state(.staging) {
        $0.call("open()", [.created(file: 2, exclusively: true)])
        $0.call("rename()", sees: .b, file: 2)
        $0.call("rename()", sees: .b, file: 3)
      }?.name == .notChecked)
  }

  // MARK: durability

  static let written = Step.Effect.wrote(file: 2)
  static let synced = Step.Effect.synced(file: 2)

  /// What is done to file 2 before it is renamed to the target, what after, and what that shows.
  static let courses: [([[Step.Effect]], [[Step.Effect]], ContractState)] = [
    ([[written], [synced]], [[.syncedDirectory]], .kept),
    ([[written], [.syncedAll]], [[], [.syncedAll]], .kept),
    ([[written, synced]], [[.syncedDirectory]], .kept),
    ([[synced]], [[.syncedDirectory]], .kept),
    (
      [[written]], [[.syncedDirectory]],
      .broken("step 2, rename(): published before its bytes were synced")
    ),
    (
      [[written], [synced], [written]], [[.syncedDirectory]],
      .broken("step 4, rename(): published before its bytes were synced")
    ),
    (
      [[written], [.synced(file: 1)]], [[.syncedDirectory]],
      .broken("step 3, rename(): published before its bytes were synced")
    ),
    (
      [[written], [.syncedDirectory]], [[.syncedDirectory]],
      .broken("step 3, rename(): published before its bytes were synced")
    ),
    (
      [[written]], [[synced], [.syncedDirectory]],
      .broken("step 2, rename(): published before its bytes were synced")
    ),
    (
      [[written], [synced], [.syncedDirectory]], [[synced]],
      .broken("step 4, rename(): the directory was not synced after it")
    ),
    (
      [[written], [synced]], [], .broken("step 3, rename(): the directory was not synced after it")
    ),
    (
      [[]], [[.syncedDirectory]],
      .notChecked("the new content was written before the updater began")
    ),
    ([[]], [], .broken("step 2, rename(): the directory was not synced after it")),
    (
      [[written], [synced]], [[written], [synced], [.syncedDirectory]],
      .broken("step 4, f(): written in place: readers and a crash can meet it before it is synced")
    ),
  ]

  @Test(arguments: courses.indices)
  func durabilityIsASyncBeforeAndOneAfter(_ index: Int) {
    let (before, after, expected) = Self.courses[index]
    let found = Self.state(.durability) { builder in
      for effects in before { builder.call("f()", effects) }
      builder.call("rename()", sees: .b, file: 2)
      for effects in after { builder.call("f()", effects) }
    }
    #expect(found == expected)
  }

  @Test func inPlaceIsNotDurableWhateverIsSynced() {
    let text = "written in place: readers and a crash can meet it before it is synced"
    var old = ExplorationBuilder.inPlace(writes: 2)
    old.call("fsync()", [.synced(file: 1), .syncedDirectory])
    #expect(
      old.exploration().contracts[.durability]
        == .broken("step 1, openat(\"target.bin\", O_WRONLY|O_TRUNC): \(text)"))
    #expect(
      Self.state(.durability) {
        $0.call("write()", [.wrote(file: 2)])
        $0.call("open()", [.created(file: 3, exclusively: false)], sees: .empty, file: 3)
        $0.call("write()", [.wrote(file: 3)], sees: .b)
        $0.call("sync()", [.syncedAll])
      } == .broken("step 3, write(): \(text)"))
    // One call that puts it there and writes it.
    #expect(
      Self.state(.durability) {
        $0.call(
          "clone()", [.created(file: 3, exclusively: true), .wrote(file: 3)], sees: .b, file: 3)
        $0.call("sync()", [.syncedAll])
      } == .broken("step 1, clone(): \(text)"))
    // By stores, which are no calls.
    #expect(
      Self.state(.durability) {
        $0.call("mmap()")
        $0.call("munmap()", before: .b)
      } == .broken("before step 2, munmap(): \(text)"))
  }

  @Test func whatWasNeverPublishedIsNotJudged() {
    #expect(
      Self.state(.durability) { $0.call("write()", [.wrote(file: 1)], sees: .empty) }
        == .notChecked("the new content was never seen"))
    var builder = ExplorationBuilder()
    builder.call("one()")
    let exploration = builder.exploration(atEnd: .b) { $0.file = 7 }
    #expect(
      exploration.contracts[.durability]
        == .notChecked("no call of the updater has put the new content there"))
  }
}
