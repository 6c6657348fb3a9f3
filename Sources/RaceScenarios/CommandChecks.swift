import RaceModel

extension Checks {
  /// How long a command's text may be; a program takes no argument of 128 KiB, and paths come in.
  static let longestCommand = 1 << 16

  /// An updater's command.
  package func updater(_ text: String) throws(Problem) -> String {
    let command = try self.command(text)
    guard !Placeholder.mentioned(in: command).isEmpty else {
      throw Self.unmentioned(Placeholder.allCases, in: command)
    }
    return command
  }

  /// A reader's command. It knows of no source: that is a swap's.
  package func readerCommand(_ text: String) throws(Problem) -> String {
    let command = try self.command(text)
    let placeholders = Placeholder.allCases.filter { $0 != .source }
    let mentioned = Placeholder.mentioned(in: command)
    guard !mentioned.contains(.source) else {
      throw Problem(
        "got \(OneLine.quoted(command)), but only an updater has a source; expected"
          + " \(Self.list(placeholders.map(\.name)))")
    }
    guard !mentioned.isEmpty else { throw Self.unmentioned(placeholders, in: command) }
    return command
  }

  /// A command that need not mention anything.
  package func command(_ text: String) throws(Problem) -> String {
    let command = try Self.lines(
      Self.text(text, expected: "a command"), expected: "a command")
    guard command.utf8.count <= Self.longestCommand else {
      throw Problem(
        got: "\(command.utf8.count) bytes", expected: "a command of at most \(Self.longestCommand)")
    }
    if let (word, near) = Self.misspelt(in: command) {
      throw Problem(
        "unknown {\(word)}; did you mean {\(near)}? ({{\(word)}} stands for {\(word)} itself)"
      )
    }
    return command
  }

  /// The first word in braces that was probably meant for a placeholder: that it is not replaced shows nowhere.
  private static func misspelt(in command: String) -> (word: String, near: String)? {
    let pieces = command.split(separator: "{", omittingEmptySubsequences: false)
    for (before, rest) in zip(pieces, pieces.dropFirst())
    // A variable of a shell, or the second of two braces, which stand for themselves.
    where before.last != "$" && !(before.isEmpty && before.startIndex != command.startIndex) {
      guard let end = rest.firstIndex(of: "}") else { continue }
      let word = OneLine.cut(String(rest[..<end]))
      guard !word.isEmpty, word.allSatisfy({ $0.isLetter || $0 == "_" || $0 == "-" }),
        Placeholder(rawValue: word) == nil, let near = Placeholder.meant(by: word)
      else { continue }
      return (word, near.rawValue)
    }
    return nil
  }

  /// What runs the text of commands: a shell's path, which `place` makes one that the process sees, a name to be
  /// looked for in PATH, or `none`.
  package func shell(
    _ text: String, place: (String) throws(Problem) -> String
  ) throws(Problem) -> CommandShell {
    guard text.contains(where: { !$0.isWhitespace }), let shell = CommandShell(parsing: text) else {
      throw Problem(got: OneLine.quoted(text), expected: "a shell such as /bin/bash, or none")
    }
    guard case .path(let path) = shell, path.utf8.contains(UInt8(ascii: "/")) else { return shell }
    return .path(try place(path))
  }

  /// A symbol that a reader calls.
  package func symbol(_ text: String) throws(Problem) -> String {
    let isWhole = text.unicodeScalars.allSatisfy { Self.isLetter($0) || ("0"..."9").contains($0) }
    guard isWhole, let first = text.unicodeScalars.first, Self.isLetter(first) else {
      throw Problem(
        got: OneLine.quoted(text), expected: "a symbol as C names it, such as answer")
    }
    return text
  }

  /// A program that must be in PATH.
  func program(_ name: String) throws(Problem) -> String {
    let isPlain = name.unicodeScalars.allSatisfy {
      $0 != "/" && !$0.properties.isWhitespace && $0.properties.generalCategory != .control
    }
    guard isPlain, !["", ".", ".."].contains(name) else {
      throw Problem(got: OneLine.quoted(name), expected: "a program's plain name, such as node")
    }
    return name
  }

  /// A command whose texts have words where no shell reads them.
  static func words(of command: CommandSpec) throws(Problem) -> CommandSpec {
    guard command.shell == .none else { return command }
    for text in [command.command, command.setup, command.teardown] {
      guard let text else { continue }
      do throws(CommandWords.Problem) { _ = try CommandWords.split(text) } catch {
        throw Problem(
          "got \(OneLine.quoted(text)), and \(error); expected words, for there is no shell")
      }
    }
    return command
  }

  /// What is wrong with asking a command for a contract that shows where racebench's signer fails.
  static func unshown(_ contract: Contract) -> Problem {
    Problem(
      "\(contract.rawValue) shows where a signer of racebench fails, and an updater of your own has none;"
        + " expected another contract, such as \(Contract.truth.rawValue)")
  }

  /// Of those that may begin an identifier of C.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "A"..."Z", "a"..."z", "_": true
    default: false
    }
  }

  private static func unmentioned(_ placeholders: [Placeholder], in command: String) -> Problem {
    let target = Placeholder.target
    // What a shell would take for its own variable.
    if let variable = placeholders.first(where: { command.contains("$\($0.name)") }) {
      return Problem(
        got: "\(OneLine.quoted(command)), where $\(variable.name) is a variable of the shell",
        expected: "\(variable.name) without the $")
    }
    let script = OneLine.cut(command)
    return Problem(
      got: "\(OneLine.quoted(command)), which names neither \(target.name) nor \(target.variable)",
      expected:
        "\(list(placeholders.map(\.name))), or \(list(placeholders.map(\.variable))); for a script that "
        + "reads its environment write: \(target.variable)=\"$\(target.variable)\" \(script)")
  }

  /// `a, b or c`
  private static func list(_ names: [String]) -> String {
    "\(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")"
  }
}
