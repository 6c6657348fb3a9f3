import Testing

/// A file that is wrong, and the message that says so, without the `s.yaml:` in front.
struct BadFile: CustomTestStringConvertible {
  let yaml: String
  let message: String

  init(_ yaml: String, _ message: String) {
    self.yaml = yaml
    self.message = message
  }

  var testDescription: String { message }
}

extension BadFile {
  static let all =
    syntax + keys + types + ranges + names + contents + subjects + gates + expectations + updaters
    + readers + needs

  private static let rootKeys =
    "title, description, contents, directory, temporaryDirectory, target, symlink, sizeLimit, reader, symbol, readerCommand, readers,"
    + " glancers, writers, swaps, duration, timeLimit, signer, copy, acceptable, rendezvous, subjects,"
    + " controls, confidence, requires"
  private static let readerNames = "read, mmap, dlopen, exec, command"

  static let syntax = [
    BadFile(
      "readers: 8\nreader: [read\n",
      "3: this is no YAML (did not find expected ',' or ']', while parsing a flow sequence from line 2);"
        + " expected keys and values such as \"readers: 8\""),
    BadFile(
      "readers: 8\n\treader: read\n",
      "2: this is no YAML (found a tab character that violates indentation, while scanning a plain scalar"
        + " from line 1); expected keys and values such as \"readers: 8\""),
    BadFile("", "1: the file is empty; expected keys and values such as \"readers: 8\""),
    BadFile("# nothing\n", "1: the file is empty; expected keys and values such as \"readers: 8\""),
    BadFile("\n---\n", "3: the file is empty; expected keys and values such as \"readers: 8\""),
    BadFile(
      "readers: 8\n---\nreaders: 9\n",
      "3: a second document begins here; expected one scenario in the file"),
    BadFile(
      "readers: *r\n",
      "1: this is no YAML (found undefined alias); expected keys and values such as \"readers: 8\""),
    BadFile(
      "readers: &n 8\nwriters: *n\n",
      "2: got the alias \"*n\"; expected the value itself, for scenario files have no aliases"),
  ]

  static let keys = [
    BadFile("readers: 8\nreadrs: 9\n", "2: unknown key \"readrs\"; did you mean \"readers\"?"),
    BadFile(
      "colour: red\n",
      "1: unknown key \"colour\"; there are \(rootKeys)"),
    BadFile(
      "subjects:\n  - strategy: staged\n    singer: none\n",
      "3: unknown key \"singer\"; did you mean \"signer\"?"),
    BadFile(
      "contents:\n  generate:\n    sed: 1\n", "3: unknown key \"sed\"; did you mean \"seed\"?"),
    BadFile(
      "title: x\nreaders: 8\nreaders: 9\n",
      "2: key \"readers\" stands here and once more below; expected it once"),
    BadFile(
      "readers: 8\n!x readers: 9\n", "2: key \"readers\" stands above already; expected it once"),
    BadFile(
      "title: x\n? [a]\n: 1\n",
      "2: got a list; expected a key (\(rootKeys))"),
    BadFile("title: \"{\u{7f}\"\n", "1: got the control character \\u{7F}; expected text"),
    BadFile("{title: x\u{7f}}\n", "1: got the control character \\u{7F}; expected text"),
    BadFile("a\\b\n\u{1b}", "2: got the control character \\u{1B}; expected text"),
    BadFile(
      "\"a\\nb\": 1\n",
      "1: unknown key \"a\\nb\"; there are \(rootKeys)"),
  ]

  static let types = [
    BadFile(
      "- staged\n",
      "1: got a list; expected keys and values (\(rootKeys))"),
    BadFile("swaps: true\n", "1: swaps: got true; expected a whole number"),
    BadFile(
      "readers: \"8\"\n", "1: readers: got the text \"8\"; expected a whole number, without quotes"),
    BadFile(
      "readers: |-\n  8\n",
      "1: readers: got the text \"8\"; expected a whole number, without quotes"),
    BadFile("readers: eight\n", "1: readers: got the text \"eight\"; expected a whole number"),
    BadFile("readers: 0x8\n", "1: readers: got the text \"0x8\"; expected a whole number"),
    BadFile("readers: 7.5\n", "1: readers: got the number 7.5; expected a whole number"),
    BadFile("readers: 1e2\n", "1: readers: got the number 1e2; expected a whole number"),
    BadFile("readers:\n", "1: readers: got nothing; expected a whole number"),
    BadFile("readers: [8]\n", "1: readers: got a list; expected a whole number"),
    BadFile(
      "readers: !!int 8\n",
      "1: readers: got the tag \"tag:yaml.org,2002:int\"; expected a value without a tag"),
    BadFile(
      "title: 591\n", "1: title: got the number 591; expected text, in quotes"),
    BadFile("title: ~\n", "1: title: got nothing; expected text"),
    BadFile("title: {a: b}\n", "1: title: got a mapping; expected text"),
    BadFile("title: \"a\\0b\"\n", "1: title: got a NUL character; expected text"),
    BadFile("rendezvous: yes\n", "1: rendezvous: got the text \"yes\"; expected true or false"),
    BadFile("rendezvous: 1\n", "1: rendezvous: got the number 1; expected true or false"),
    BadFile("acceptable: missing\n", "1: acceptable: got the text \"missing\"; expected a list"),
    BadFile("duration: true\n", "1: duration: got true; expected a number with its unit"),
  ]

  static let ranges = [
    BadFile("readers: 0\n", "1: readers: got 0; expected a whole number from 1 to 512"),
    BadFile("readers: 513\n", "1: readers: got 513; expected a whole number from 1 to 512"),
    BadFile("glancers: -1\n", "1: glancers: got -1; expected a whole number from 0 to 512"),
    BadFile("glancers: 513\n", "1: glancers: got 513; expected a whole number from 0 to 512"),
    BadFile("writers: 0\n", "1: writers: got 0; expected a whole number from 1 to 64"),
    BadFile("writers: 65\n", "1: writers: got 65; expected a whole number from 1 to 64"),
    BadFile("swaps: 0\n", "1: swaps: got 0; expected a whole number from 1 to 1000000"),
    BadFile("swaps: 1000001\n", "1: swaps: got 1000001; expected a whole number from 1 to 1000000"),
    BadFile(
      "swaps: 99999999999999999999\n",
      "1: swaps: got the number 99999999999999999999; expected a whole number from"
        + " -9223372036854775808 to 9223372036854775807"),
    BadFile(
      "contents: {generate: {seed: -1}}\n",
      "1: seed: got the number -1; expected a whole number from 0 to 18446744073709551615"),
    BadFile(
      "duration: 5\n",
      "1: duration: got \"5\"; expected a duration with its unit, such as 40ms, 5s or 2m"),
    BadFile("duration: 0s\n", "1: duration: got 0s; expected more than nothing"),
    BadFile(
      "swaps: 30\nduration: 5s\n",
      "2: duration: swaps and duration are both given; expected one of them"),
    BadFile(
      "duration: 5s\nswaps: 30\n",
      "2: swaps: swaps and duration are both given; expected one of them"),
    BadFile(
      "contents: {generate: {size: 8}}\n",
      "1: size: got \"8\"; expected a size with its unit, such as 7.8MB, 64KiB or 4096B"),
    BadFile("contents: {generate: {size: 0B}}\n", "1: size: got 0B; expected 1 B to 281475 GB"),
    BadFile(
      "contents: {generate: {size: 257TiB}}\n", "1: size: got 257TiB; expected 1 B to 281475 GB"),
  ]

  static let names = [
    BadFile("reader: mmpa\n", "1: reader: unknown reader \"mmpa\"; did you mean \"mmap\"?"),
    BadFile(
      "reader: 9p-client\n", "1: reader: unknown reader \"9p-client\"; there are \(readerNames)"),
    BadFile("signer: bussy:4ms\n", "1: signer: unknown signer \"bussy\"; did you mean \"busy\"?"),
    BadFile(
      "signer: busy\n", "1: signer: signer \"busy\" takes a duration such as busy:40ms, got nothing"
    ),
    BadFile(
      "signer: none:1s\n", "1: signer: signer \"none\" takes nothing behind a colon, got \"1s\""),
    BadFile(
      "signer: command:codesign\n",
      "1: signer: signer \"command\" takes a command with {file} in it, such as"
        + " command:codesign {file}, got \"codesign\""),
    BadFile(
      "copy: sendfiles\n", "1: copy: unknown copy method \"sendfiles\"; did you mean \"sendfile\"?"),
    BadFile(
      "copy: x\n",
      "1: copy: unknown copy method \"x\"; there are write, copy_file_range, sendfile, mmap"),
    BadFile(
      "acceptable:\n  - missing\n  - torn-up-a-lot\n",
      "3: acceptable: unknown kind \"torn-up-a-lot\"; there are missing, empty, unsigned, truncated,"
        + " mixed, foreign, error, crash, rejected"),
    BadFile(
      "acceptable: [stable]\n",
      "1: acceptable: got stable, which is always acceptable; expected another kind"),
    BadFile(
      "acceptable:\n- empty\n- empty\n",
      "3: acceptable: \"empty\" stands above already; expected it once"
    ),
    BadFile("title: ' '\n", "1: title: got \" \"; expected a title"),
    BadFile(
      "title: \"a\\nb\"\n", "1: title: got \"a\\nb\"; expected a title without control characters"),
    BadFile(
      "description: \"a\\eb\"\n",
      "1: description: got \"a\\u{1B}b\"; expected a description without control characters"),
    BadFile("directory: ''\n", "1: directory: got \"\"; expected a path"),
    BadFile(
      "target: ../x\n",
      "1: target: got \"../x\"; expected a relative path of plain names, such as lib/target.bin"),
    BadFile(
      "readers: 2\ntarget: \(String(repeating: "n", count: 256))\n",
      "2: target: got a name of 256 bytes; expected at most 255 bytes"),
    BadFile(
      "target: d/\(String(repeating: "é", count: 128))/x\n",
      "1: target: got a name of 256 bytes; expected at most 255 bytes"),
    BadFile(
      "target: \(String(repeating: "ab/", count: 1100))x\n",
      "1: target: got a path of 3301 bytes; expected at most 3072 bytes"),
    BadFile(
      "title: x\nreaders: \(String(repeating: "[", count: 20_000))\n",
      "2: values are nested too deeply here; expected keys and values such as \"readers: 8\""),
    BadFile(
      "target: /x\n",
      "1: target: got \"/x\"; expected a relative path of plain names, such as lib/target.bin"),
    BadFile(
      "reader: \(String(repeating: "x", count: 70))\n",
      "1: reader: unknown reader \"\(String(repeating: "x", count: 60))…\"; there are"
        + " \(readerNames)"),
    BadFile(
      "reader: \"\\u202e\"\n", "1: reader: unknown reader \"\\u{202E}\"; there are \(readerNames)"),
  ]

  static let contents = [
    BadFile(
      "contents: 8MB\n",
      "1: contents: got the text \"8MB\"; expected keys and values"
        + " (generate, files, command)"),
    BadFile("contents: {}\n", "1: contents: got none; expected one of generate, files, command"),
    BadFile(
      "contents:\n  generate: {}\n  command: x\n",
      "3: command: contents come from something else above; expected one origin"),
    BadFile("contents: {files: [a]}\n", "1: files: got a list of 1; expected two paths"),
    BadFile("contents: {files: [a, b, c]}\n", "1: files: got a list of 3; expected two paths"),
    BadFile(
      "contents:\n  files:\n  - old.so\n  - no-new.so\n",
      "4: files: there is no file \"no-new.so\"; expected a path that begins at the scenario's directory"
    ),
    BadFile(
      "contents:\n  command: make {a}\n",
      "2: command: got \"make {a}\"; expected a command with {a} and {b} where it writes the two"),
    BadFile(
      "contents:\n  command: make {b}\n",
      "2: command: got \"make {b}\"; expected a command with {a} and {b} where it writes the two"),
  ]

  static let subjects = [
    BadFile("subjects: []\n", "1: subjects: got none; expected at least one strategy or updater"),
    BadFile("subjects: staged\n", "1: subjects: got the text \"staged\"; expected a list"),
    BadFile("subjects: [8]\n", "1: subjects: got the number 8; expected text, in quotes"),
    BadFile(
      "subjects:\n  - staged\n  - stagd\n",
      "3: subjects: unknown strategy \"stagd\"; did you mean \"staged\"?"),
    BadFile(
      "subjects:\n  - strategy: inplase\n",
      "2: strategy: unknown strategy \"inplase\"; did you mean \"inplace\"?"),
    BadFile(
      "subjects:\n  - name: x\n",
      "2: subjects: got a subject without a strategy and without an updater; expected one of these keys"
    ),
    BadFile(
      "subjects:\n  - staged\n  - inplace\n  - strategy: staged\n    copy: mmap\n",
      "4: subjects: \"staged\" is also the subject's name in line 2; expected a name of its own"
        + " (name: …)"),
    BadFile(
      "subjects:\n  - strategy: staged\n    name: ''\n", "3: name: got \"\"; expected a name"),
    BadFile(
      "subjects:\n  - strategy: staged\n    copy: 5\n    stagingDirectory: ''\n",
      "3: copy: got the number 5; expected text, in quotes"),
    BadFile(
      "subjects:\n  - strategy: staged\n    stagingDirectory: ''\n",
      "3: stagingDirectory: got \"\"; expected a path"),
    BadFile(
      "subjects:\n  - strategy: staged\n    signer: nome\n",
      "3: signer: unknown signer \"nome\"; did you mean \"none\"?"),
  ]
}
