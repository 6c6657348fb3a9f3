import ArgumentParser
import RaceModel

/// What the parser has found wrong, with what would be right.
struct WrongUsage {
  private let command: any ParsableCommand.Type
  private let message: String

  /// - Parameter arguments: the command line without the program's name.
  init(_ error: any Error, _ arguments: [String]) {
    let commands = Racebench.configuration.subcommands
    command =
      commands.first { $0.configuration.commandName == arguments.first } ?? RunCommand.self
    message = Racebench.message(for: error).split(separator: "\n").joined(separator: "; ")
  }

  /// On one line, with the help that lists what there is.
  var failure: Failure {
    // The parser takes a value that begins with a dash for the next flag.
    let dash =
      message.contains("Missing value for") ? "; one with a dash in front is --flag=VALUE" : ""
    let text = misplaced ?? unexpected ?? "\(message)\(dash)"
    return Failure(
      .usage, "\(text) (see racebench \(command.configuration.commandName ?? "") --help)")
  }

  /// `--require is for gate and explore`; nil for an option that is of no command.
  private var misplaced: String? {
    guard message.hasPrefix("Unknown option"),
      let option = message.split(separator: "'").dropFirst().first.map(String.init)
    else { return nil }
    let owners = Racebench.configuration.subcommands.filter {
      Self.options(of: $0).contains(option)
    }
    .compactMap { $0.configuration.commandName }
    guard let last = owners.last else { return nil }
    let others = owners.dropLast().joined(separator: ", ")
    let ofReaders = ["--reader", "--readers", "--reader-command", "--symbol", "--glancers"]
    let why =
      command == ExploreCommand.self && ofReaders.contains(option)
      ? "; explore has no readers" : ""
    return "\(option) is for \(others.isEmpty ? last : "\(others) and \(last)")\(why)"
  }

  /// A scenario for a command that takes none.
  private var unexpected: String? {
    guard command == ExploreCommand.self, message.lowercased().contains("unexpected argument")
    else {
      return nil
    }
    return "\(message); explore takes no scenario; use --updater or --strategy"
  }

  /// The options that a command's help lists: `-q`, `--quiet`.
  private static func options(of command: any ParsableCommand.Type) -> Set<String> {
    let lines = Racebench.helpMessage(for: command).split(separator: "\n")
    return Set(
      lines.filter { $0.hasPrefix("  -") }.flatMap { line in
        line.split(whereSeparator: { $0 == " " || $0 == "," }).prefix { $0.hasPrefix("-") }
      }.map(String.init))
  }
}
