import RaceModel
import Testing

@testable import RaceScenarios

@Suite("How readers look is one choice")
struct ReaderDraftTests {
  private static let looker = "cat {target}"

  private func reader(_ yaml: String, _ flags: ReaderDraft?) throws -> ReaderSpec {
    var draft = ScenarioDraft()
    draft.reader = flags
    return try draft.merged(over: parsed(yaml)).resolved(for: .run, defaultSeed: 1).reader
  }

  @Test(
    "A file says it by a name, a name and a symbol, or a command",
    arguments: [
      ("{}", ReaderSpec.named("read", symbol: nil)), ("reader: exec", .named("exec", symbol: nil)),
      ("reader: dlopen", .named("dlopen", symbol: nil)),
      ("symbol: _F9\nreader: dlopen", .named("dlopen", symbol: "_F9")),
      ("readerCommand: cat {target}", .command("cat {target}")),
      ("readerCommand: ls {directory}", .command("ls {directory}")),
      ("readerCommand: ls $RACEBENCH_ROOT", .command("ls $RACEBENCH_ROOT")),
    ])
  func files(_ yaml: String, _ spec: ReaderSpec) throws {
    #expect(try reader(yaml, nil) == spec)
  }

  @Test(
    "Flags replace what the file says as a whole, but for what still goes with it",
    arguments: [
      ("readerCommand: cat {target}", ReaderDraft.named("read", symbol: nil), ReaderSpec.standard),
      ("reader: dlopen\nsymbol: f", .command("cat {target}"), .command("cat {target}")),
      ("reader: dlopen\nsymbol: f", .named("mmap", symbol: nil), .named("mmap", symbol: nil)),
      ("reader: dlopen\nsymbol: f", .named("dlopen", symbol: nil), .named("dlopen", symbol: "f")),
      ("reader: dlopen\nsymbol: f", .named("dlopen", symbol: "g"), .named("dlopen", symbol: "g")),
      ("reader: dlopen\nsymbol: f", .symbol("g"), .named("dlopen", symbol: "g")),
      ("reader: dlopen", .symbol("g"), .named("dlopen", symbol: "g")),
      ("reader: mmap", .named("dlopen", symbol: "g"), .named("dlopen", symbol: "g")),
      ("readerCommand: cat {target}", .named("dlopen", symbol: "g"), .named("dlopen", symbol: "g")),
      ("readerCommand: cat {target}", .command("ls {target}"), .command("ls {target}")),
    ])
  func merged(_ yaml: String, _ flags: ReaderDraft, _ spec: ReaderSpec) throws {
    #expect(try reader(yaml, flags) == spec)
  }

  @Test(
    "A symbol for a reader that calls none is wrong usage",
    arguments: [
      ("{}", "\"read\""), ("reader: mmap", "\"mmap\""),
      ("readerCommand: cat {target}", "a command"),
    ])
  func misplaced(_ yaml: String, _ name: String) {
    let message =
      "--symbol: the reader is \(name), and only dlopen calls a symbol; expected it beside the reader"
      + " dlopen"
    #expect(throws: Failure(.usage, message)) { try reader(yaml, .symbol("f")) }
  }

  @Test("Flags that exclude each other are named")
  func mixtures() throws {
    func failure(_ reader: String?, _ symbol: String?, _ command: String?) -> String? {
      do throws(ReaderDraft.Mismatch) {
        _ = try ReaderDraft(reader: reader, symbol: symbol, command: command)
        return nil
      } catch {
        #expect(error.failure.status == .usage)
        return error.failure.message
      }
    }
    let beside =
      "--reader-command: a command is a reader of its own; expected it without another reader or a symbol"
    #expect(failure("read", nil, Self.looker) == beside)
    #expect(failure(nil, "f", Self.looker) == beside)
    #expect(failure("dlopen", "f", Self.looker) == beside)
    #expect(failure("exec", "f", nil)?.hasPrefix("--symbol: the reader is \"exec\"") == true)
    for (reader, symbol, command) in [
      (nil, nil, nil), ("read", nil, nil), ("dlopen", "f", nil), (nil, "f", nil),
      (nil, nil, Self.looker),
    ] as [(String?, String?, String?)] {
      #expect(failure(reader, symbol, command) == nil)
    }
    #expect(try ReaderDraft(reader: nil, symbol: nil, command: nil) == nil)
  }
}
