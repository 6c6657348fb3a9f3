/// A contract seen broken while stepping, with the place that shows it.
package struct Violation: Hashable, Sendable {
  /// Which promise.
  package let contract: Contract
  /// Where it was seen.
  package let place: Place
  /// What shows it, in one line.
  package let evidence: String

  /// Takes each value as it is.
  package init(_ contract: Contract, at place: Place, _ evidence: String) {
    self.contract = contract
    self.place = place
    self.evidence = evidence
  }

  /// `step 3, open("target.bin"): 0 B empty`.
  package var text: String { "\(place.text): \(evidence)" }

  /// Where in an exploration something was seen.
  package struct Place: Hashable, Sendable {
    /// The step; 0 where there is none before.
    package let step: Int
    /// When of it.
    package let moment: Moment
    /// The step's call; empty where what was seen is not the doing of one.
    package let call: String

    /// Takes each value as it is.
    package init(step: Int, _ moment: Moment, call: String = "") {
      self.step = step
      self.moment = moment
      self.call = call
    }

    /// Before the first step.
    static let start = Place(step: 0, .start)

    /// Behind this step.
    static func behind(_ step: Step) -> Place { Place(step: step.index, .step, call: step.call) }

    /// For people: `step 3, open("target.bin")`.
    package var text: String {
      switch moment {
      case .start: "at the start"
      case .before: "before step \(step), \(call)"
      case .step: "step \(step), \(call)"
      case .exit: "when the updater ended"
      case .end: "at the end"
      case .cutWrites: "where its writes were cut short"
      }
    }
  }

  /// When something was seen.
  package enum Moment: String, Codable, CaseIterable, Sendable {
    /// Before the first step.
    case start
    /// At the beginning of the step, so that no call has done it.
    case before
    /// Behind the step, which has done it.
    case step
    /// When the updater ended, behind the step.
    case exit
    /// When all had ended, behind the step, which is the last.
    case end
    /// In a run whose writes were cut short. The steps are those of another run, whose were not.
    case cutWrites
  }
}

extension Violation.Place: Comparable {
  package static func < (left: Violation.Place, right: Violation.Place) -> Bool {
    (left.step, left.moment.rank) < (right.step, right.moment.rank)
  }
}

extension Violation.Moment {
  fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What an exploration has shown of one contract.
enum Shown {
  /// It could have been seen broken, and was not.
  case kept
  /// What shows it, at least one, in the order of their places.
  case broken([Violation])
  /// Why nothing is shown, in one line.
  case notChecked(String)

  /// Broken where there are violations, else kept.
  init(_ violations: [Violation]) { self = violations.isEmpty ? .kept : .broken(violations) }

  var isKept: Bool { if case .kept = self { true } else { false } }

  var violations: [Violation] { if case .broken(let violations) = self { violations } else { [] } }

  /// The first violation stands for all.
  var state: ContractState {
    switch self {
    case .kept: .kept
    case .broken(let violations): .broken(violations.first?.text ?? "")
    case .notChecked(let reason): .notChecked(reason)
    }
  }
}
