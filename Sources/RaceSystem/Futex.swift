import CLinux
import Synchronization

/// A word in shared memory on which processes sleep until it changes.
package struct Futex: ~Copyable {
  @usableFromInline let word = Atomic<UInt32>(0)

  package init() {}

  @inlinable
  package var value: UInt32 { word.load(ordering: .acquiring) }

  /// Sets the word and wakes everybody who sleeps on it.
  package func set(_ value: UInt32) {
    word.store(value, ordering: .releasing)
    withAddress { rb_futex_wake($0) }
  }

  /// Sleeps while the word is `value`.
  package func wait(while value: UInt32) {
    while self.value == value {
      withAddress { _ = rb_futex_wait($0, value) }
    }
  }

  /// The address is stable because the word lies in mapped memory and never moves.
  private func withAddress(_ body: (UnsafePointer<UInt32>) -> Void) {
    withUnsafePointer(to: self) { pointer in
      pointer.withMemoryRebound(to: UInt32.self, capacity: 1, body)
    }
  }
}
