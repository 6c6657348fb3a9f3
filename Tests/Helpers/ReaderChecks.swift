import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// Two contents of four megabytes, and a target that is the first.
private func withContents(_ body: (String, ContentLibrary) throws -> Void) throws {
  try withDirectory { directory in
    for (name, byte) in [("a", UInt8(1)), ("b", 2), ("target", 1)] {
      let file = try OpenFile("\(directory)/\(name)", O_WRONLY | O_CREAT | O_EXCL)
      try file.write([UInt8](repeating: byte, count: 4 << 20))
      try file.close()
    }
    let (a, b) = ("\(directory)/a", "\(directory)/b")
    let library = try ContentLibrary(a: a, b: b, unsignedA: a, unsignedB: b)
    try body("\(directory)/target", library)
  }
}

/// Looks at a file that somebody cuts and extends all the time, until it was cut in the midst of a look.
func cutUnderMapping() throws {
  try withContents { target, library in
    var reader = try MappedReader()
    reader.compare(with: library)
    let file = try OpenFile(target, O_WRONLY)
    let cutter = try ForkedProcess.start("cutter") {
      while true {
        ftruncate(file.descriptor, 4096)
        ftruncate(file.descriptor, 4 << 20)
      }
    }
    var sight = reader.look(at: target)
    while sight.kind != .crash { sight = reader.look(at: target) }
    say("\(sight.outcome) \(SignalName.text(sight.code))")
    kill(cutter, SIGKILL)
    _ = try ForkedProcess.wait(for: cutter)
    try file.truncate(to: 4096)
    say("then \(reader.look(at: target).kind)")
    try file.write([UInt8](repeating: 1, count: 4 << 20))
    say("then \(reader.look(at: target).kind)")
  }
}

/// Looks when no further descriptor can be had.
func lookWithoutDescriptors() throws {
  try withContents { target, library in
    var reader = ReadReader()
    var mapped = try MappedReader()
    var glancer = Glancer()
    reader.compare(with: library)
    mapped.compare(with: library)
    glancer.compare(with: library)
    var none = rlimit(rlim_cur: 0, rlim_max: 4096)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &none)
    let sights = [reader.look(at: target), mapped.look(at: target), glancer.look(at: target)]
    for sight in sights { say("\(sight.outcome) \(ErrnoName.text(sight.code))") }
    // Files can be removed without one, but not by a program that is to be loaded.
    none.rlim_cur = 4096
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &none)
  }
}

/// Loads each library once, and says what came of it. `patience` is a time such as `100ms`.
func loadLooks(_ symbol: String, _ patience: String, _ paths: ArraySlice<String>) throws {
  var reader = try LoadReader(
    symbol: symbol.isEmpty ? nil : symbol, root: PathCalls.parent(of: paths.first ?? "/"),
    patience: TimeSpan(parsing: patience) ?? .lookLimit)
  for path in paths {
    let outcome = reader.outcome(at: path)
    say("\(outcome.end) \(outcome.code) \(outcome.output.hex) \(outcome.message.text)")
  }
  say(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD ? "no children" : "children")
}

/// Loads a library whose constructor starts a process, which holds a pipe open that is then read to its end.
func loadWithChild(_ path: String) throws {
  let alive = try Pipe()
  var reader = try LoadReader(symbol: nil, root: "/")
  let outcome = reader.outcome(at: path)
  say("\(outcome.end) \(outcome.code) \(outcome.message.text)")
  var byte: UInt8 = 0
  close(alive.writeEnd)
  say("left: \(read(alive.readEnd, &byte, 1))")
}

/// What a probe says of contents that are libraries.
func probeLibraries(_ symbol: String, _ a: String, _ b: String) throws {
  guard let probe = Probe(.named("dlopen", symbol: symbol), root: "/nowhere") else { return }
  do throws(Failure) {
    let outcomes = try probe.outcomes(
      a: probe.outcome(of: .a, at: a), b: probe.outcome(of: .b, at: b))
    say("\(outcomes.a.message.text) \(outcomes.b.message.text) \(outcomes.differ)")
  } catch {
    say("\(error.status.rawValue) \(error.message)")
  }
}

/// Kills a reader in the midst of a look; what it has started is to go with it.
/// - Parameter look: what the reader does; it has its look make a byte come through the first descriptor, and keeps
///   the second one open.
private func killedInALook(_ look: (Pipe, Pipe) throws -> Void) throws {
  let (begun, alive) = (try Pipe(), try Pipe())
  for descriptor in [begun.writeEnd, alive.writeEnd] { _ = fcntl(descriptor, F_SETFD, 0) }
  let reader = try ForkedProcess.start("reader") {
    try? look(begun, alive)
    return 1
  }
  var byte: UInt8 = 0
  close(alive.writeEnd)
  say("began: \(read(begun.readEnd, &byte, 1))")
  kill(reader, SIGKILL)
  say("\(try ForkedProcess.wait(for: reader))")
  say("left: \(read(alive.readEnd, &byte, 1))")
}

/// Kills a reader whose command does not end.
func killedCommandReader() throws {
  try killedInALook { begun, alive in
    var reader = ProgramReader(
      command: "printf x >&\(begun.writeEnd); exec sleep 25 # {target}", root: "/")
    _ = reader.outcome(at: "/tmp")
  }
}

/// Kills a reader whose library's constructor, which writes to the descriptor in BEGUN, does not end.
func killedLoadReader(_ path: String) throws {
  try killedInALook { begun, alive in
    setenv("BEGUN", "\(begun.writeEnd)", 1)
    var reader = try LoadReader(symbol: nil, root: "/")
    _ = reader.outcome(at: path)
  }
}

/// Looks when no further descriptor can be had.
func runWithoutDescriptors(_ library: String) throws {
  var programs = ProgramReader(command: nil, root: "/")
  var loader = try LoadReader(symbol: nil, root: "/")
  _ = programs.outcome(at: "/bin/true")
  var none = rlimit(rlim_cur: 0, rlim_max: 4096)
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &none)
  for outcome in [programs.outcome(at: "/bin/true"), loader.outcome(at: library)] {
    say("\(outcome.end) \(ErrnoName.text(outcome.code))")
  }
  say(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD ? "no children" : "children")
}
