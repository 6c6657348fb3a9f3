extension BadFile {
  static let gates = [
    BadFile(
      "controls: []\n",
      "1: controls: got none; expected at least one strategy, for a gate without a control could not pass"
    ),
    BadFile("controls: inplace\n", "1: controls: got the text \"inplace\"; expected a list"),
    BadFile("controls: [8]\n", "1: controls: got the number 8; expected text, in quotes"),
    BadFile(
      "controls:\n  - inplace\n  - bakup-rename\n",
      "3: controls: unknown strategy \"bakup-rename\"; did you mean \"backup-rename\"?"),
    BadFile(
      "controls:\n  - name: x\n",
      "2: controls: got a control without a strategy and without an updater; expected one of these keys"
    ),
    BadFile(
      "controls:\n  - inplace\n  - strategy: inplace\n    copy: mmap\n",
      "3: controls: \"inplace\" is also the control's name in line 2; expected a name of its own"
        + " (name: …)"),
    BadFile(
      "controls:\n  - strategy: inplace\n    singer: none\n",
      "3: unknown key \"singer\"; did you mean \"signer\"?"),
    BadFile(
      "controls:\n  - strategy: inplace\n    expect: {verdict: fail}\n",
      "3: expect: nothing is expected of a control, which is there to be caught; expected this key at"
        + " a subject"),
    BadFile(
      "confidence: 0.5\n",
      "1: confidence: got 0.5; expected a number above 0.5 and below 1, such as 0.95"),
    BadFile(
      "confidence: 1\n",
      "1: confidence: got 1.0; expected a number above 0.5 and below 1, such as 0.95"),
    BadFile(
      "confidence: 0.99999999999999999999\n",
      "1: confidence: got 1.0; expected a number above 0.5 and below 1, such as 0.95"),
    BadFile(
      "confidence: 95%\n", "1: confidence: got the text \"95%\"; expected a number"),
    BadFile(
      "confidence: '0.95'\n",
      "1: confidence: got the text \"0.95\"; expected a number, without quotes"),
    BadFile("confidence:\n", "1: confidence: got nothing; expected a number"),
    BadFile("confidence: [0.9]\n", "1: confidence: got a list; expected a number"),
    BadFile(
      "confidence: nan\n", "1: confidence: got the text \"nan\"; expected a number, without quotes"),
    BadFile(
      "timeLimit: 60\n",
      "1: timeLimit: got \"60\"; expected a duration with its unit, such as 40ms, 5s or 2m"),
    BadFile("timeLimit: 0s\n", "1: timeLimit: got 0s; expected more than nothing"),
    BadFile("timelimit: 5s\n", "1: unknown key \"timelimit\"; did you mean \"timeLimit\"?"),
  ]

  /// What stands behind `expect:` of a subject, in line 3.
  private static func expecting(_ yaml: String, _ message: String) -> BadFile {
    BadFile("subjects:\n  - strategy: staged\n    expect: \(yaml)\n", message)
  }

  private static func contradictory(_ yaml: String, _ one: String, _ other: String) -> BadFile {
    expecting(
      yaml,
      "3: expect: \(one) and \(other) contradict each other; expected what one race can show")
  }

  private static let contracts =
    "content, presence, truth, rollback, inode, metadata, symlink, leftovers, monotone"

  static let expectations =
    [
      expecting(
        "pass",
        "3: expect: got the text \"pass\"; expected keys and values"
          + " (verdict, partialReads, kinds, contracts)"),
      expecting(
        "",
        "3: expect: got nothing; expected keys and values"
          + " (verdict, partialReads, kinds, contracts)"),
      expecting(
        "{}",
        "3: expect: got none; expected at least one of verdict, partialReads, kinds, contracts"),
      expecting("{verdct: pass}", "3: unknown key \"verdct\"; did you mean \"verdict\"?"),
      expecting(
        "\n      verdict: pass\n      verdict: fail",
        "4: key \"verdict\" stands here and once more below; expected it once"),
      expecting(
        "{verdict: passes}", "3: verdict: unknown verdict \"passes\"; did you mean \"pass\"?"),
      expecting(
        "{verdict: red}", "3: verdict: unknown verdict \"red\"; there are pass, fail, inconclusive"),
      expecting("{verdict: true}", "3: verdict: got true; expected text, in quotes"),
      expecting(
        "{partialReads: -1}",
        "3: partialReads: got \"-1\"; expected a count such as 0, \">0\" or \"<=5\""),
      expecting(
        "{partialReads: 'some'}",
        "3: partialReads: got \"some\"; expected a count such as 0, \">0\" or \"<=5\""),
      expecting(
        "{partialReads: '=0'}",
        "3: partialReads: got \"=0\"; expected a count such as 0, \">0\" or \"<=5\""),
      expecting(
        "{partialReads: 0.5}",
        "3: partialReads: got the number 0.5; expected a count such as 0 or \">0\""),
      expecting(
        "{partialReads: [0]}", "3: partialReads: got a list; expected a count such as 0 or \">0\""),
      expecting(
        "{partialReads: 18446744073709551616}",
        "3: partialReads: got \"18446744073709551616\"; expected a count such as 0, \">0\" or \"<=5\""
      ),
      expecting(
        "{partialReads: '<0'}", "3: partialReads: got \"<0\"; expected what some count can meet"),
      expecting(
        "{partialReads: '>18446744073709551615'}",
        "3: partialReads: got \">18446744073709551615\"; expected what some count can meet"),
      expecting(
        "\n      kinds: []",
        "4: kinds: got none; expected at least one of stable, missing, empty, unsigned, truncated,"
          + " mixed, foreign, error, crash, rejected"),
      expecting("{kinds: stable}", "3: kinds: got the text \"stable\"; expected a list"),
      expecting(
        "\n      kinds:\n        - stable\n        - stabel",
        "6: kinds: unknown kind \"stabel\"; did you mean \"stable\"?"),
      expecting(
        "\n      kinds:\n        - empty\n        - stable\n        - empty",
        "7: kinds: \"empty\" stands above already; expected it once"),
      expecting(
        "{contracts: [content]}",
        "3: contracts: got a list; expected keys and values (\(contracts))"),
      expecting(
        "{contracts: {}}",
        "3: contracts: got none; expected at least one of \(contracts)"),
      expecting(
        "\n      contracts:\n        rolback: kept",
        "5: unknown key \"rolback\"; did you mean \"rollback\"?"),
      expecting(
        "{contracts: {durability: kept}}",
        "3: durability: got durability, which only racebench explore can judge; expected one of \(contracts)"
      ),
      expecting(
        "{contracts: {truth: kept, staging: not checked}}",
        "3: staging: got staging, which only racebench explore can judge; expected one of \(contracts)"
      ),
      expecting("{contracts: {kill: kept}}", "3: unknown key \"kill\"; there are \(contracts)"),
      expecting(
        "{contracts: {rollback: brokn}}",
        "3: rollback: unknown state of a contract \"brokn\"; did you mean \"broken\"?"),
      expecting("{contracts: {rollback: true}}", "3: rollback: got true; expected text, in quotes"),
      expecting(
        "{contracts: {rollback: unknown-and-unlike}}",
        "3: rollback: unknown state of a contract \"unknown-and-unlike\"; there are kept, broken, not checked"
      ),
      contradictory("{verdict: pass, partialReads: '>0'}", "verdict pass", "partialReads \">0\""),
      contradictory("{verdict: pass, partialReads: 3}", "verdict pass", "partialReads \"3\""),
      contradictory(
        "{verdict: inconclusive, partialReads: '>=1'}", "verdict inconclusive",
        "partialReads \">=1\""),
      contradictory("{verdict: pass, kinds: [empty]}", "verdict pass", "kinds without stable"),
      contradictory(
        "{kinds: [stable], partialReads: '>0'}", "kinds [stable]", "partialReads \">0\""),
      contradictory(
        "{verdict: fail, kinds: [stable], partialReads: '>0'}", "kinds [stable]",
        "partialReads \">0\""),
    ]
    + [
      ("pass", "content", "not checked"), ("pass", "presence", "not checked"),
      ("pass", "rollback", "broken"), ("inconclusive", "content", "kept"),
      ("inconclusive", "presence", "kept"),
      ("inconclusive", "rollback", "broken"), ("fail", "content", "kept"),
      ("fail", "monotone", "kept"), ("inconclusive", "monotone", "kept"),
      ("fail", "presence", "kept"),
    ].map { verdict, contract, state in
      contradictory(
        "{verdict: \(verdict), contracts: {\(contract): \(state)}}", "verdict \(verdict)",
        "\(contract) \(state)")
    }
}
