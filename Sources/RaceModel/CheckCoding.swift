/// The JSON form of a check. It follows from the runs; it is written for the sake of readers that do not know how.
extension Check: Codable {
  private enum Key: String, CodingKey {
    case subject, aspect, contract, expected, got, outcome, evidence
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(subject, forKey: .subject)
    try keys.encode(aspect.name, forKey: .aspect)
    try keys.encodeIfPresent(aspect.contract, forKey: .contract)
    try keys.encode(expected, forKey: .expected)
    try keys.encode(got, forKey: .got)
    try keys.encode(outcome, forKey: .outcome)
    try keys.encodeIfPresent(evidence, forKey: .evidence)
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    let name = try keys.decode(String.self, forKey: .aspect)
    let contract = try keys.decodeIfPresent(Contract.self, forKey: .contract)
    guard let aspect = Aspect(name, of: contract) else {
      throw DecodingError.dataCorruptedError(
        forKey: .aspect, in: keys, debugDescription: "nothing is expected under \"\(name)\"")
    }
    self.init(
      subject: try keys.decode(String.self, forKey: .subject), aspect: aspect,
      expected: try keys.decode(String.self, forKey: .expected),
      got: try keys.decode(String.self, forKey: .got),
      outcome: try keys.decode(Outcome.self, forKey: .outcome),
      evidence: try keys.decodeIfPresent(String.self, forKey: .evidence))
  }

  /// The first field in which it differs from another, and what stands there in each; nil if there is none. The
  /// evidence is not compared: how a version words it is no part of what was found.
  func difference(
    from other: Check
  ) -> (key: any CodingKey, own: String, other: String)? {
    let fields: [(Key, (Check) -> String)] = [
      (.subject, \.subject), (.aspect, \.aspect.description), (.expected, \.expected),
      (.got, \.got), (.outcome, \.outcome.rawValue),
    ]
    return fields.lazy.map { ($0.0, $0.1(self), $0.1(other)) }.first { $0.1 != $0.2 }
  }
}
