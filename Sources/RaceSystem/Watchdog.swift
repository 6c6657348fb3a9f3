import Glibc
import RaceModel
import Synchronization

/// Gets processes of ours out of calls that no time limit reaches.
///
/// What looks at a path may sleep in the kernel where no signal but a fatal one wakes it, and not even that: on a FUSE
/// mount whose daemon does not answer (request_wait_answer, fs/fuse/dev.c), or before a fanotify(7) permission that is
/// not given. What it waits for is then a process of the updater, which may itself stand at a step. So a process
/// beside ours ends all that is not ours once such a call takes too long: the kernel answers the call in their place,
/// and what it gave does not count.
package struct Watchdog: Sendable {
  /// One for each process that is watched; this is only an address in shared memory.
  package struct Slot: Sendable {
    private let address: UInt

    fileprivate init(_ address: UInt) { self.address = address }

    /// One for a process that is not watched.
    package static let none = Slot(0)

    fileprivate struct Words: ~Copyable {
      /// When the call that is under way is late; 0 where none is.
      let deadline = Atomic<UInt64>(0)
      /// How many calls were late.
      let fired = Atomic<UInt64>(0)
    }

    fileprivate static var size: Int { MemoryLayout<Words>.stride }

    fileprivate var words: UnsafeMutablePointer<Words>? {
      UnsafeMutablePointer(bitPattern: address)
    }

    /// How many calls of this process were late so far.
    package var late: UInt64 { words?.pointee.fired.load(ordering: .acquiring) ?? 0 }

    /// Has what follows watched, for so long at most; a call that is watched already gets the new time.
    package func begin(_ patience: TimeSpan) {
      words?.pointee.deadline.store(Clock.now(plus: patience), ordering: .releasing)
    }

    /// Ends what `begin` began.
    package func end() { words?.pointee.deadline.store(0, ordering: .releasing) }

    /// Runs `body`, watched.
    /// - Returns: what it gave; nil where that came too late, and does not count.
    package func watched<Result>(
      _ patience: TimeSpan, _ body: () throws -> Result
    ) throws -> Result? {
      let before = late
      begin(patience)
      defer { end() }
      do {
        let result = try body()
        return late == before ? result : nil
      } catch {
        if late != before { return nil }
        throw error
      }
    }
  }

  /// How often it looks after the calls, in nanoseconds.
  private static let interval: UInt64 = 50_000_000

  private let base: UInt
  private let count: Int

  /// Lays the slots out, which all processes that are forked from now on share. Nothing is watched yet.
  package init(slots count: Int) throws(SystemCallError) {
    let memory = try SharedMemory(count: count * Slot.size)
    base = UInt(bitPattern: memory.base)
    self.count = count
    for number in 0..<count { slot(number).words?.initialize(to: Slot.Words()) }
  }

  /// That of one process; the last one for numbers that are too large.
  package func slot(_ number: Int) -> Slot {
    Slot(base + UInt(min(number, count - 1) * Slot.size))
  }

  /// Forks the process that watches, which lives as long as this one, its child.
  /// - Parameters:
  ///   - root: FUSE file systems below it are the updater's, and are closed too.
  ///   - sizes: counts what updaters write, which are ended where that is too much.
  package func start(root: String, counting sizes: SizeWatch? = nil) throws(SystemCallError) {
    if let sizes {
      // A process of its own: what counts walks through what the updater has left, and may be held up there itself.
      _ = try ForkedProcess.start("rb-counter") {
        Self.everyInterval {
          if sizes.isExceeded(below: getpgrp()) { Descendants.killStrangers() }
        }
      }
    }
    _ = try ForkedProcess.start("rb-watchdog") {
      Self.everyInterval {
        let now = Clock.now()
        for number in 0..<count {
          guard let words = slot(number).words else { continue }
          let deadline = words.pointee.deadline.load(ordering: .acquiring)
          guard deadline != 0, now >= deadline else { continue }
          words.pointee.fired.add(1, ordering: .acquiringAndReleasing)
          Descendants.killStrangers()
          FuseConnections.abort(below: root)
        }
      }
    }
  }

  private static func everyInterval(_ body: () -> Void) -> Never {
    SignalEvents.unblockAll()
    while true {
      Clock.sleep(until: Clock.now() + interval)
      body()
    }
  }
}
