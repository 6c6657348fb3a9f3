import RaceModel

/// Makes a draft of the values in a scenario file, key by key.
struct ScenarioReader {
  let checks: Checks
  /// What relative paths in the file start with: nothing, or a path that ends in a slash.
  let directory: String
  /// Whether a directory is there, or need not be.
  let directoryServes: (NamedDirectory, String) -> Bool

  func draft(
    from root: YAMLValue, fileExists: (String) -> Bool
  ) throws(Failure) -> ScenarioDraft {
    var draft = ScenarioDraft()
    var reader = ReaderFields()
    // What is said of all strategies, in the order of the file.
    var choices: [YAMLValue] = []
    try root.fields(of: RootKey.self) { key, value throws(Failure) in
      switch key {
      case .title: draft.title = try value.text(checks.title)
      case .description: draft.description = try value.text(checks.description)
      case .contents: draft.contents = try contents(value, fileExists)
      case .directory:
        draft.directory = try value.text { text throws(Problem) in try place(text, .stage) }
      case .temporaryDirectory:
        draft.temporaryDirectory = try value.text { text throws(Problem) in
          try text == "same" ? .same : .directory(place(text, .temporary))
        }
      case .target: draft.target = try value.text(checks.target)
      case .symlink: draft.symlink = try value.truth()
      case .sizeLimit: draft.sizeLimit = try value.quantity(checks.size)
      case .reader: try reader.take(.reader, value, checks)
      case .symbol: try reader.take(.symbol, value, checks)
      case .readerCommand: try reader.take(.command, value, checks)
      case .readers: draft.readers = try value.integer(checks.readers)
      case .glancers: draft.glancers = try value.integer(checks.glancers)
      case .writers: draft.writers = try value.integer(checks.writers)
      case .swaps, .duration: draft.extent = try extent(key, value, before: draft.extent)
      case .timeLimit: draft.timeLimit = try value.quantity(checks.duration)
      case .signer:
        draft.strategies.signer = try value.text(checks.signer)
        choices.append(value)
      case .copy:
        draft.strategies.copy = try value.text(checks.copy)
        choices.append(value)
      case .acceptable: draft.acceptable = try acceptable(value)
      case .rendezvous: draft.rendezvous = try value.truth()
      case .subjects: draft.subjects = try subjects(.subject).list(value)
      case .controls: draft.controls = try subjects(.control).list(value)
      case .confidence: draft.confidence = try value.number(checks.confidence)
      case .requires: draft.requires = try programs(value)
      }
    }
    draft.reader = try reader.draft()
    if let choice = choices.first, draft.subjects?.allSatisfy(\.updater.isCommand) == true {
      throw choice.failure(StrategyChoices.withoutStrategy(nil))
    }
    return draft
  }

  private func extent(
    _ key: RootKey, _ value: YAMLValue, before: Scenario.Extent?
  ) throws(Failure) -> Scenario.Extent {
    guard before == nil else {
      throw value.failure("swaps and duration are both given; expected one of them")
    }
    return key == .swaps
      ? .swaps(try value.integer(checks.swaps)) : .duration(try value.quantity(checks.duration))
  }

  private func contents(
    _ value: YAMLValue, _ fileExists: (String) -> Bool
  ) throws(Failure) -> ContentsDraft {
    var contents: ContentsDraft?
    try value.fields(of: ContentsKey.self) { key, value throws(Failure) in
      guard contents == nil else {
        throw value.failure("contents come from something else above; expected one origin")
      }
      switch key {
      case .generate: contents = try generated(value)
      case .files: contents = try files(value, fileExists)
      case .command: contents = .command(try value.text(checks.contentsCommand))
      }
    }
    guard let contents else {
      throw value.failure("got none; expected one of \(ContentsKey.names.joined(separator: ", "))")
    }
    return contents
  }

  private func generated(_ value: YAMLValue) throws(Failure) -> ContentsDraft {
    var size: ByteCount?
    var seed: UInt64?
    try value.fields(of: GenerateKey.self) { key, value throws(Failure) in
      switch key {
      case .size: size = try value.quantity(checks.size)
      case .seed: seed = try value.integer { (seed: UInt64) in seed }
      }
    }
    return .generate(size: size, seed: seed)
  }

  private func files(
    _ value: YAMLValue, _ fileExists: (String) -> Bool
  ) throws(Failure) -> ContentsDraft {
    let values = try value.list()
    guard values.count == 2 else {
      throw value.failure("got a list of \(values.count); expected two paths")
    }
    var paths: [String] = []
    for value in values {
      let path = try value.text(path)
      guard fileExists(path) else {
        throw value.failure(
          "there is no file \(OneLine.quoted(path)); expected a path that begins"
            + " at the scenario's directory")
      }
      paths.append(path)
    }
    return .files(a: paths[0], b: paths[1])
  }

  private func acceptable(_ value: YAMLValue) throws(Failure) -> [Kind] {
    try value.distinct(checks.acceptable)
  }

  private func programs(_ value: YAMLValue) throws(Failure) -> [String] {
    var programs: [String] = []
    for value in try value.list() {
      let program = try value.text(checks.program)
      guard !programs.contains(program) else {
        throw value.failure(
          "\(OneLine.quoted(program)) stands above already; expected it once")
      }
      programs.append(program)
    }
    return programs
  }

  private func subjects(_ role: Role) -> SubjectReader {
    SubjectReader(
      checks: checks, role: role, path: path,
      stagingPath: { text throws(Problem) in try place(text, .staging) })
  }

  /// A directory in which something is made, as the process sees it.
  private func place(_ text: String, _ role: NamedDirectory) throws(Problem) -> String {
    let path = try path(text)
    guard directoryServes(role, path) else {
      throw Problem("\(OneLine.quoted(text)) is not there; make it, or name another one")
    }
    return path
  }

  /// A path as the process sees it.
  private func path(_ text: String) throws(Problem) -> String {
    let path = try checks.path(text)
    // By bytes: a combining mark behind the slash makes one character of both.
    return path.utf8.first == UInt8(ascii: "/") ? path : directory + path
  }
}
