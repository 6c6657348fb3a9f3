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
