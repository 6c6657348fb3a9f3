import Foundation
import Glibc
import RaceModel
import RaceSystem
import TestSupport
import Testing

/// Explores a Python script by the built `racebench`.
enum SteppedScript {
  static let isPossible = access("/usr/bin/python3", X_OK) == 0
  static let reason: Comment = "needs /usr/bin/python3"

  /// What scripts begin with: `c` makes a call by its number and gives what it returned, `t` is the target, `d` its
  /// directory and `n` that opened; both as bytes.
  private static let prelude = """
    import ctypes, os, socket, struct, sys
    from ctypes import c_long, create_string_buffer as buffer
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = c_long
    def c(*words):
        return libc.syscall(*[c_long(word) if isinstance(word, int) else word for word in words])
    def iov(*parts):
        global kept
        kept = [buffer(part, len(part)) for part in parts]
        return buffer(b"".join(struct.pack("QQ", ctypes.addressof(k), len(k)) for k in kept))
    t = os.environ["RACEBENCH_TARGET"].encode()
    d = os.path.dirname(t)
    n = os.open(d, os.O_RDONLY)

    """

  /// - Parameters:
  ///   - a: what the target holds at first.
  ///   - parent: where all takes place.
  ///   - wrapper: runs a command that follows it.
  static func explore(
    _ text: String, a: [UInt8]? = nil, b: [UInt8]? = nil, _ options: [String] = [],
    below parent: String = "/tmp", wrapper: (String) -> String = { $0 }
  ) throws -> Exploration {
    let directory = try TestDirectory(in: "/tmp")
    var generator = SeededGenerator(seed: 1)
    try Files.write(a ?? generator.bytes(20_000), to: directory("a"))
    try Files.write(b ?? generator.bytes(30_000), to: directory("b"))
    try Files.write(Array((prelude + text + "\n").utf8), to: directory("script.py"))
    let racebench = "\(PathCalls.parent(of: try PathCalls.resolve("/proc/self/exe")))/racebench"
    let words =
      [
        racebench, "explore", "--updater", "exec python3 \(directory("script.py")) {target}",
        "--contents", directory("a"), directory("b"), "--settle", "0", "--timeout", "60s",
        "--directory", parent, "--output", directory("report.json"),
      ] + options
    let command = words.map(Command.quoted).joined(separator: " ")
    let outcome = try Command(wrapper(command)).run()
    guard let json = try? Files.read(directory("report.json")) else {
      throw SystemCallError("explore", String(decoding: outcome.output, as: UTF8.self), errno: 0)
    }
    return try JSONDecoder().decode(ExplorationReport.self, from: Data(json)).exploration
  }
}

extension Step {
  /// What it shows, in one line.
  var line: String {
    let result =
      switch self.result {
      case .returned(let value): "\(value)"
      case .failed: "failed"
      case .lost: "lost"
      }
    let effects = effects.map(\.word).joined(separator: " ")
    return "\(call) = \(result)" + (effects.isEmpty ? "" : " \(effects)")
  }
}

extension Step.Effect {
  var word: String {
    switch self {
    case .created(let file, let exclusively): "created\(exclusively ? "!" : "") \(file)"
    case .reused(let file): "reused \(file)"
    case .wrote(let file): "wrote \(file)"
    case .altered(let file): "altered \(file)"
    case .synced(let file): "synced \(file)"
    case .syncedDirectory: "synced directory"
    case .syncedAll: "synced all"
    case .cut: "cut"
    }
  }
}
