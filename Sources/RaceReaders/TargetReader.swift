import RaceModel

/// Something that observes the target, one look at a time, in a process of its own.
///
/// `look` is the hot loop's body: no allocation, no reference counting, no locks.
package protocol TargetReader: ~Copyable {
  /// Looks at `path` once.
  mutating func look(at path: UnsafePointer<CChar>) -> Sight
  /// Holds nothing of the target any more, since the stage is to be changed: a mount that is kept busy could not be undone.
  mutating func letGo()
  /// Holds what follows against these contents.
  mutating func compare(with library: ContentLibrary)
  /// The anatomy of the last content.
  var runs: UnsafeBufferPointer<PackedRun> { get }
  /// Whether that content had more runs than are kept.
  var runsWereDropped: Bool { get }
  /// What the program or the loader of the last look said. Asked for once a state.
  var message: Message { get }
}

extension TargetReader where Self: ~Copyable {
  /// Nothing: who reads bytes hears nobody speak.
  package var message: Message { .none }
  /// Nothing: most close what they have opened at the end of each look.
  package mutating func letGo() {}
}

/// A reader that runs something and sees how that ends.
package protocol ProcessReader: TargetReader, ~Copyable {
  /// Looks at `path` once. A look that gives no answer in time is killed with its group.
  mutating func outcome(at path: UnsafePointer<CChar>) -> ProcessOutcome
  /// What its looks are held against.
  var library: ContentLibrary? { get set }
  /// What the program or the loader of the last look said.
  var message: Message { get set }
}

extension ProcessReader where Self: ~Copyable {
  /// None: what it runs looks inside, not it.
  package var runs: UnsafeBufferPointer<PackedRun> { UnsafeBufferPointer(start: nil, count: 0) }
  /// Never.
  package var runsWereDropped: Bool { false }

  /// Holds what follows against these contents.
  package mutating func compare(with library: ContentLibrary) { self.library = library }

  /// Looks at the path once.
  package mutating func look(at path: UnsafePointer<CChar>) -> Sight {
    let outcome = outcome(at: path)
    message = outcome.message
    return outcome.sight(against: library)
  }
}

extension TimeSpan {
  /// How long a look may take.
  package static let lookLimit = TimeSpan(nanoseconds: 30_000_000_000)
}

/// The readers that there are. A new one is a file beside this one and a case here.
package enum ReaderKind: String, CaseIterable, Sendable {
  case read
  case mmap
  case dlopen
  case exec
  case command

  /// One line for `racebench list`.
  package var summary: String {
    switch self {
    case .read: "opens the target and reads it to its end through a buffer of 256 KiB"
    case .mmap: "maps the target and keeps the mapping while device, inode and size stay the same"
    case .dlopen: "loads the target in a fresh process and calls a symbol of it if one is named"
    case .exec: "runs the target, and sees its status, its signal and what it prints"
    case .command: "runs a command of yours, and sees its status, its signal and what it prints"
    }
  }

  /// Whether it sees how something ends that it runs, rather than bytes.
  package var runsSomething: Bool {
    switch self {
    case .read, .mmap: false
    case .dlopen, .exec, .command: true
    }
  }

  /// Its line in the catalogue.
  package var entry: Catalogue.Entry { Catalogue.Entry(name: rawValue, summary: summary) }
}
