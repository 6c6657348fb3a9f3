/// One call of the updater that could change what readers see, completed, and what was found behind it.
package struct Step: Hashable, Sendable {
  /// What the call gave.
  package enum Result: Hashable, Sendable {
    /// Its value: bytes for a write, else mostly 0, also where it is an address or a descriptor.
    case returned(Int64)
    /// It failed with this errno.
    case failed(errno: Int32)
    /// Its process was gone before it had returned.
    case lost
  }

  /// What the call did, as far as contracts ask for it. Files go by their numbers (`SteppedFile.number`).
  package enum Effect: Hashable, Sendable {
    /// It made the file, which was not there before; exclusively means that it would have failed had it been.
    case created(file: Int, exclusively: Bool)
    /// It opened a file that was there already for writing, and would have made it had it not been.
    case reused(file: Int)
    /// It changed the file's bytes or its length.
    case wrote(file: Int)
    /// It changed the file's mode, owner or extended attributes.
    case altered(file: Int)
    /// It brought the file's content to stable storage.
    case synced(file: Int)
    /// It brought the names of the target's directory to stable storage.
    case syncedDirectory
    /// It brought the whole file system to stable storage.
    case syncedAll
    /// Its count was cut, so that it wrote less than it was asked to.
    case cut
  }

  /// Its place in the list, from 1 on.
  package var index: Int
  /// Which process or thread of the updater took it, counted from 1 in the order in which they came up; 0 where
  /// a process outside has changed something.
  package var process: Int
  /// What that process ran: `cp`, as the kernel names it (proc(5), comm); nil where it is not known.
  package var program: String?
  /// The call's name: `rename`.
  package var name: String
  /// The call with its arguments, for people: `rename(".staging" → "target.bin")`.
  package var call: String
  /// What it gave.
  package var result: Result
  /// What it did.
  package var effects: [Effect]
  /// What was found at its beginning; nil where nobody looked, since nothing can have changed since the step before.
  package var before: Sighting?
  /// What was found behind it.
  package var after: Sighting

  /// Takes each value as it is.
  package init(
    index: Int, process: Int, program: String? = nil, name: String, call: String, result: Result,
    effects: [Effect] = [],
    before: Sighting? = nil, after: Sighting
  ) {
    self.index = index
    self.process = process
    self.program = program
    self.name = name
    self.call = call
    self.result = result
    self.effects = effects
    self.before = before
    self.after = after
  }
}
