/// What stands on one side of a comparison or on both; never are both nil.
typealias Paired<Element> = (base: Element?, head: Element?)

/// Which of BASE belongs to which of HEAD.
enum Pairing {
  /// Pairs what has the same key; of several with one key the first with the first, and so on. BASE's in their
  /// order, then what is only in HEAD in its order.
  static func pairs<Element>(
    _ base: [Element], _ head: [Element], by key: (Element) -> some Hashable
  ) -> [Paired<Element>] {
    var waiting = Dictionary(grouping: head.indices.reversed()) { key(head[$0]) }
    var pairs: [Paired<Element>] = base.map { element in
      let place = waiting[key(element)]?.popLast()
      return (element, place.map { head[$0] })
    }
    pairs += waiting.values.joined().sorted().map { (nil, head[$0]) }
    return pairs
  }
}

extension Run {
  /// What tells it from the other runs of its scenario.
  struct ComparisonKey: Hashable {
    let name: String
    let role: Role
  }

  /// What it is paired by.
  var comparisonKey: ComparisonKey { ComparisonKey(name: subject.name, role: role) }
}
