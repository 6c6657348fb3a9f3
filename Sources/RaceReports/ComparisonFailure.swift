import RaceModel

extension Comparison {
  /// What the comparison ends with, on one line; nil where HEAD is no worse.
  package var failure: Failure? {
    switch effect {
    case .worse: Failure(.violated, explained)
    case .inconclusive: Failure(.inconclusive, explained)
    case .better, .same: nil
    }
  }

  /// The answer, and the differences that led to it.
  private var explained: String {
    let reasons = scenarios.flatMap { scenario in
      scenario.subjects.flatMap { pair in
        pair.differences.filter { $0.effect == effect }.map { difference in
          let place = scenarios.count > 1 ? scenario.title.map { " in \"\($0)\"" } ?? "" : ""
          return "\(pair.name)\(place): \(ComparisonText.text(of: difference, in: pair))"
        }
      }
    }
    let text = "\(ComparisonText.answer(effect)): \(reasons.joined(separator: "; "))"
    return Text.cutAtClause(Text.printable(text), to: RunNotes.longestText)
  }
}

extension Comparison.Mismatch {
  /// The refusal for people.
  package var failure: Failure {
    Failure(.badData, Text.cut(Text.printable(text), to: RunNotes.longestText))
  }

  private var text: String {
    switch self {
    case .nothingInCommon:
      "no subject of BASE stands in HEAD, so there is nothing to compare; compare results of one scenario"
    case .sameRace(let title):
      "BASE and HEAD hold the same race\(title.map { " of \"\($0)\"" } ?? ""), so no difference could "
        + "show; race again for HEAD"
    case .definition(let difference):
      "\(place(of: difference)): \(difference.choice.rawValue) \(difference.base) in BASE, "
        + "\(difference.head) in HEAD; figures compare only if both are raced alike"
    }
  }

  private func place(of difference: Comparison.Definition) -> String {
    let places = [difference.title.map { "\"\($0)\"" }, difference.subject].compactMap(\.self)
    return places.isEmpty ? "the scenario" : places.joined(separator: ", ")
  }
}
