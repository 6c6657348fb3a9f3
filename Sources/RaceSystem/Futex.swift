import CLinux
import Synchronization

/// A word in shared memory on which processes sleep until it changes. This value is only the word's address.
package struct Futex {
  @usableFromInline let word: UnsafeMutablePointer<Atomic<UInt32>>

  /// Bytes that a word takes, and a multiple of its alignment.
  package static var size: Int { MemoryLayout<Atomic<UInt32>>.stride }

  /// The word at an address that is good for as long as anybody uses it.
  package init(at address: UnsafeMutableRawPointer) {
    word = address.assumingMemoryBound(to: Atomic<UInt32>.self)
  }

  /// Makes the word, with the value 0. Once, before it is shared.
  package func initialize() { word.initialize(to: Atomic(0)) }

  /// The word, with all that was written before it was set.
  @inlinable
  package var value: UInt32 { word.pointee.load(ordering: .acquiring) }

  /// Sets the word and wakes everybody who sleeps on it.
  package func set(_ value: UInt32) {
    word.pointee.store(value, ordering: .releasing)
    rb_futex_wake(address)
  }

  /// Sleeps while the word is `value`.
  package func wait(while value: UInt32) {
    // The kernel compares once more before it lets us sleep, so no change is slept through.
    while self.value == value { _ = rb_futex_wait(address, value) }
  }

  private var address: UnsafePointer<UInt32> {
    UnsafePointer(UnsafeMutableRawPointer(word).assumingMemoryBound(to: UInt32.self))
  }
}
