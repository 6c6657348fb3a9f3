extension BadFile {
  private static let placeholders =
    "{source}, {target}, {directory} or {root}, or RACEBENCH_SOURCE, RACEBENCH_TARGET,"
    + " RACEBENCH_DIRECTORY or RACEBENCH_ROOT"
  private static let environment =
    "for a script that reads its environment write: RACEBENCH_TARGET=\"$RACEBENCH_TARGET\""
  private static let forUpdater =
    "this is for an updater, and the subject is a strategy; expected it beside the key \"updater\""
  private static let forCommand =
    "this is for commands, and the subject is a strategy whose signer is none; expected it beside the key"
    + " \"updater\", or beside a signer command:…"
  private static let forStrategy =
    "this is for a strategy, and the subject is an updater, which copies, stages and signs as it likes;"
    + " expected it beside the key \"strategy\""
  private static let forNobody =
    "this is for strategies, and each subject here is an updater of your own, which copies, stages and"
    + " signs as it likes; add a strategy, or leave this key out"

  /// A subject of these lines, the first of which is line 2.
  private static func subject(_ lines: String..., message: String) -> BadFile {
    BadFile("subjects:\n  - \(lines.joined(separator: "\n    "))\n", message)
  }

  private static let copier = "updater: cp {source} {target}"

  static let updaters =
    [
      subject(
        "strategy: staged", copier,
        message: "3: updater: the subject has both a strategy and an updater; expected one of them"),
      subject(
        copier, "name: x", "strategy: staged",
        message: "4: strategy: the subject has both a strategy and an updater; expected one of them"
      ),
      subject(copier, "name: x", "copy: mmap", message: "4: copy: \(forStrategy)"),
      subject("signer: none", copier, message: "2: signer: \(forStrategy)"),
      subject(
        copier, "stagingDirectory: /x", "signer: none",
        message: "3: stagingDirectory: \(forStrategy)"),
      subject("strategy: staged", "setup: x", message: "3: setup: \(forUpdater)"),
      subject("strategy: staged", "teardown: x", message: "3: teardown: \(forUpdater)"),
      subject("timeout: 5s", "strategy: staged", message: "2: timeout: \(forCommand)"),
      subject(
        "strategy: staged", "signer: append", "timeout: 5s", message: "4: timeout: \(forCommand)"),
      subject("strategy: staged", "shell: none", message: "3: shell: \(forUpdater)"),
      subject(
        "timeout: 5s", "name: x",
        message:
          "2: subjects: got a subject without a strategy and without an updater; expected one of these keys"
      ),
      subject(
        "updater: ./update.sh",
        message:
          "2: updater: got \"./update.sh\", which names neither {target} nor RACEBENCH_TARGET;"
          + " expected \(placeholders); \(environment) ./update.sh"
      ),
      subject(
        "updater: cp x ${target}",
        message: "2: updater: got \"cp x ${target}\", where ${target} is a variable of the shell;"
          + " expected {target} without the $"),
      subject(
        "updater: cp {plate} $RACEBENCH_TARGETS",
        message:
          "2: updater: got \"cp {plate} $RACEBENCH_TARGETS\", which names neither {target} nor"
          + " RACEBENCH_TARGET; expected \(placeholders); \(environment) cp {plate} $RACEBENCH_TARGETS"
      ),
      subject(
        "updater: cp {sorce} {target}",
        message:
          "2: updater: unknown {sorce}; did you mean {source}? ({{sorce}} stands for {sorce} itself)"
      ),
      subject(
        "updater: cp {source} {Target}",
        message:
          "2: updater: unknown {Target}; did you mean {target}? ({{Target}} stands for {Target} itself)"
      ),
      subject("updater: ''", message: "2: updater: got \"\"; expected a command"),
      subject("updater: '  '", message: "2: updater: got \"  \"; expected a command"),
      subject("updater: 7", message: "2: updater: got the number 7; expected text, in quotes"),
      subject("updater:", message: "2: updater: got nothing; expected text"),
      subject("updater: [cp]", message: "2: updater: got a list; expected text"),
      subject(
        "updater: \"cp \\e {target}\"",
        message:
          "2: updater: got \"cp \\u{1B} {target}\"; expected a command without control characters"),
      subject(
        "updater: \"cp \\0 {target}\"",
        message: "2: updater: got a NUL character; expected text"),
      subject(
        "updater: '{target}\(String(repeating: "x", count: 65_529))'",
        message: "2: updater: got 65537 bytes; expected a command of at most 65536"),
      subject(copier, "setup: ''", message: "3: setup: got \"\"; expected a command"),
      subject(copier, "teardown: ' '", message: "3: teardown: got \" \"; expected a command"),
      subject(
        copier, "timeout: 5",
        message: "3: timeout: got \"5\"; expected a duration with its unit, such as 40ms, 5s or 2m"),
      subject(copier, "timeout: 0s", message: "3: timeout: got 0s; expected more than nothing"),
      subject(
        copier, "shell: ''",
        message: "3: shell: got \"\"; expected a shell such as /bin/bash, or none"),
      subject(copier, "shell: ~", message: "3: shell: got nothing; expected text"),
      subject(
        "updater: \"cp '{source} {target}\"", "shell: none",
        message: "2: updater: got \"cp '{source} {target}\", and the quote ' is not closed;"
          + " expected words, for there is no shell"),
      subject(
        "shell: none", copier, "setup: \"echo \\\"\"",
        message: "3: updater: got \"echo \"\", and the quote \" is not closed; expected words, for"
          + " there is no shell"),
      subject(copier, "updatr: x", message: "3: unknown key \"updatr\"; did you mean \"updater\"?"),
      subject(
        copier, "expect: {contracts: {truth: kept, rollback: kept}}",
        message: "3: expect: rollback shows where a signer of racebench fails, and an updater of"
          + " your own has none; expected another contract, such as truth"),
      subject(
        copier, "expect: {contracts: {rollback: broken}}",
        message: "3: expect: rollback shows where a signer of racebench fails, and an updater of"
          + " your own has none; expected another contract, such as truth"),
      BadFile(
        "subjects:\n  - \(copier)\n  - staged\n  - updater: cp   {source}\n      {target}\n",
        "4: subjects: \"cp {source} {target}\" is also the subject's name in line 2; expected a name of"
          + " its own (name: …)"),
      BadFile("signer: none\nsubjects:\n  - \(copier)\n", "1: signer: \(forNobody)"),
      BadFile("subjects:\n  - \(copier)\ncopy: mmap\nsigner: none\n", "3: copy: \(forNobody)"),
      BadFile(
        "controls:\n  - \(copier)\n    strategy: staged\n",
        "3: strategy: the control has both a strategy and an updater; expected one of them"),
    ]

  private static let besideCommand =
    "a command is a reader of its own; expected it without another reader or a symbol"

  private static func misplaced(_ reader: String) -> String {
    "the reader is \"\(reader)\", and only dlopen calls a symbol; expected it beside the reader dlopen"
  }

  static let readers =
    [
      BadFile("symbol: f\n", "1: symbol: \(misplaced("read"))"),
      BadFile("symbol: f\nreader: mmap\n", "1: symbol: \(misplaced("mmap"))"),
      BadFile("reader: exec\nsymbol: f\n", "2: symbol: \(misplaced("exec"))"),
      BadFile(
        "reader: dlopen\nreaderCommand: cat {target}\n", "2: readerCommand: \(besideCommand)"),
      BadFile("readerCommand: cat {target}\nsymbol: f\n", "1: readerCommand: \(besideCommand)"),
      BadFile(
        "reader: command\n",
        "1: reader: got \"command\", which says nothing of what to run; expected readerCommand: 'COMMAND"
          + " {target}' in its place, or --reader-command 'COMMAND {target}'"),
      BadFile(
        "readerCommand: cat {source} {target}\n",
        "1: readerCommand: got \"cat {source} {target}\", but only an updater has a source; expected"
          + " {target}, {directory} or {root}"),
      BadFile(
        "readerCommand: cat $RACEBENCH_SOURCE\n",
        "1: readerCommand: got \"cat $RACEBENCH_SOURCE\", but only an updater has a source; expected"
          + " {target}, {directory} or {root}"),
      BadFile(
        "readerCommand: cat target.bin\n",
        "1: readerCommand: got \"cat target.bin\", which names neither {target} nor RACEBENCH_TARGET;"
          + " expected {target}, {directory} or {root}, or RACEBENCH_TARGET, RACEBENCH_DIRECTORY or"
          + " RACEBENCH_ROOT; \(environment) cat target.bin"),
      BadFile("readerCommand: ''\n", "1: readerCommand: got \"\"; expected a command"),
    ]
    + ["", "1f", "f g", "f()", "größe", "f\u{301}", "f.g", "-f", "f\\n"].map { symbol in
      BadFile(
        "reader: dlopen\nsymbol: \"\(symbol)\"\n",
        "2: symbol: got \"\(symbol)\"; expected a symbol as C names it, such as answer")
    }

  static let needs =
    [
      BadFile("symlink: yes\n", "1: symlink: got the text \"yes\"; expected true or false"),
      BadFile("requires: node\n", "1: requires: got the text \"node\"; expected a list"),
      BadFile("requires: [7]\n", "1: requires: got the number 7; expected text, in quotes"),
      BadFile(
        "requires:\n  - node\n  - cc\n  - node\n",
        "4: requires: \"node\" stands above already; expected it once"),
    ]
    + ["", ".", "..", "/bin/sh", "a/b", "no de", "a\\tb", "a\\eb"].map { program in
      let shown = program.replacing("\\e", with: "\\u{1B}")
      return BadFile(
        "requires: [\"\(program)\"]\n",
        "1: requires: got \"\(shown)\"; expected a program's plain name, such as node")
    }
}
