import RaceModel

/// What a scenario file says of its readers, until all of it is there and can be held together.
struct ReaderFields {
  private var name: (text: String, value: YAMLValue)?
  private var symbol: (text: String, value: YAMLValue)?
  private var command: (text: String, value: YAMLValue)?

  /// Takes one of the three keys.
  mutating func take(
    _ part: ReaderDraft.Part, _ value: YAMLValue, _ checks: Checks
  ) throws(Failure) {
    switch part {
    case .reader: name = (try value.text(checks.reader), value)
    case .symbol: symbol = (try value.text(checks.symbol), value)
    case .command: command = (try value.text(checks.readerCommand), value)
    }
  }

  /// What the keys say together; nil where none of them is there.
  func draft() throws(Failure) -> ReaderDraft? {
    do throws(ReaderDraft.Mismatch) {
      let draft = try ReaderDraft(
        reader: name?.text, symbol: symbol?.text, command: command?.text)
      // A file is whole: nothing names the reader of a symbol that stands alone.
      _ = try draft?.resolved()
      return draft
    } catch {
      throw value(of: error.part).map { $0.failure(error.problem.message) } ?? error.failure
    }
  }

  private func value(of part: ReaderDraft.Part) -> YAMLValue? {
    switch part {
    case .reader: name?.value
    case .symbol: symbol?.value
    case .command: command?.value
    }
  }
}
