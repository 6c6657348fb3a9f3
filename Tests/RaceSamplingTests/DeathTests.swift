import Glibc
import RaceModel
import Synchronization
import Testing

@testable import RaceReaders
@testable import RaceSampling

/// A reader that is killed leaves its slot as it was after some instruction. Here a signal comes to the recording
/// thread at random instructions; its handler copies the slot, and each copy must be one that can be mended.
@Suite(.serialized)
struct DeathTests {
  /// What the handler works on: set before the first signal, and then touched by the recording thread alone.
  private enum Scene {
    nonisolated(unsafe) static var slot: UnsafeMutableRawPointer?
    nonisolated(unsafe) static var copies: UnsafeMutableRawPointer?
    nonisolated(unsafe) static var taken = 0
    nonisolated(unsafe) static var size = 0
    nonisolated(unsafe) static var limit = 0
    static let armed = Atomic<Bool>(false)
  }

  private static let states = 24
  private static let copyLimit = 3000

  @Test("A slot can be mended after death at any instruction")
  func anyInstruction() throws {
    let board = try Board.prepared()
    let slot = board.reader(0)
    // Windows without end, so that partial looks write to them too.
    board.open(0, from: 1, to: nil)
    let firstStates = slot.state(Self.states).base - slot.base
    Scene.slot = slot.base
    Scene.size = firstStates
    Scene.limit = Self.copyLimit
    Scene.taken = 0
    Scene.copies = .allocate(byteCount: Self.copyLimit * firstStates, alignment: 128)
    defer { Scene.copies?.deallocate() }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      guard Scene.armed.load(ordering: .sequentiallyConsistent), Scene.taken < Scene.limit,
        let slot = Scene.slot, let copies = Scene.copies
      else { return }
      memcpy(copies + Scene.taken * Scene.size, slot, Scene.size)
      Scene.taken += 1
    }
    sigaction(SIGUSR2, &action, nil)

    Scene.armed.store(false, ordering: .sequentiallyConsistent)
    // The threads that tests run on let no signal through.
    var (set, former) = (sigset_t(), sigset_t())
    sigemptyset(&set)
    sigaddset(&set, SIGUSR2)
    pthread_sigmask(SIG_UNBLOCK, &set, &former)
    defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
    let bell = Bell(for: pthread_self())
    record(board, slot)
    bell.stop()
    #expect(Scene.taken > 100, "too few signals came to say anything")
    try check()
  }

  /// Looks until enough copies were taken: states new and old, lost looks, in rounds that begin anew.
  private func record(_ board: Board, _ slot: ReaderSlot) {
    var recorder = Recorder(slot, board)
    var looks: UInt64 = 0
    while Scene.taken < Scene.limit && looks < 20_000_000 {
      recorder.begin(board.facts.pointee)
      Scene.armed.store(true, ordering: .sequentiallyConsistent)
      for number in 0..<UInt64(4 * Self.states) {
        let sight: Sight =
          number % 7 == 6
          ? .lost
          : .content(number * 5 % UInt64(Self.states - 1), number % 3 == 0 ? .stable : .mixed)
        _ = recorder.record(sight, by: BlindReader(), from: looks + 1, to: looks + 2)
        looks += 1
      }
      // What follows is the coordinator's doing in a race: no reader's death falls into it.
      Scene.armed.store(false, ordering: .sequentiallyConsistent)
      slot.clear()
    }
  }

  private func check() throws {
    let copies = try #require(Scene.copies)
    let board = try Board.prepared()
    let slot = board.reader(0)
    board.open(0, from: 1, to: nil)
    var broken = 0
    for number in 0..<Scene.taken {
      memcpy(slot.base, copies + number * Scene.size, Scene.size)
      let before = slot.counts
      slot.recover(losingLook: true)
      // A replacement goes on from there.
      var recorder = Recorder(slot, board)
      recorder.begin(board.facts.pointee)
      for number in 0..<UInt64(Self.states - 1) {
        _ = recorder.record(.content(number, .mixed), by: BlindReader(), from: 5, to: 6)
      }
      let counts = slot.counts
      let whole =
        slot.sumsHold && counts.looks == before.looks + UInt64(Self.states)
        && counts.states == Self.states - 1
        && UInt64(slot.window(0).exposed) == counts.exposed
        && UInt64(slot.window(0).partial) == counts.exposedPartial
      if !whole { broken += 1 }
    }
    #expect(broken == 0, "of \(Scene.taken) deaths")
  }

  /// Sends the signal to a thread again and again, from another one.
  private final class Bell: Sendable {
    private let target: UInt
    private let stopped = Atomic<Bool>(false)
    private let thread = Atomic<UInt>(0)

    init(for target: pthread_t) {
      self.target = UInt(target)
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { pointer in
          guard let pointer else { return nil }
          let bell = Unmanaged<Bell>.fromOpaque(pointer).takeUnretainedValue()
          while !bell.stopped.load(ordering: .acquiring) {
            pthread_kill(pthread_t(bell.target), SIGUSR2)
            sched_yield()
          }
          return nil
        }, Unmanaged.passUnretained(self).toOpaque())
      self.thread.store(UInt(thread), ordering: .releasing)
    }

    func stop() {
      stopped.store(true, ordering: .releasing)
      pthread_join(pthread_t(thread.load(ordering: .acquiring)), nil)
    }
  }
}
