/// JSON as it stands, whatever it means.
indirect enum JSONNode: Decodable {
  case object([String: JSONNode])
  case list([JSONNode])
  case scalar(text: String?, number: Double?)

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let object = try? value.decode([String: JSONNode].self) {
      self = .object(object)
    } else if let list = try? value.decode([JSONNode].self) {
      self = .list(list)
    } else if let text = try? value.decode(String.self) {
      self = .scalar(text: text, number: nil)
    } else if let truth = try? value.decode(Bool.self) {
      self = .scalar(text: "\(truth)", number: nil)
    } else {
      self = .scalar(text: nil, number: try value.decode(Double.self))
    }
  }

  subscript(name: String) -> JSONNode? {
    if case .object(let object) = self { object[name] } else { nil }
  }

  subscript(index: Int) -> JSONNode? {
    if case .list(let list) = self, list.indices.contains(index) { list[index] } else { nil }
  }

  var names: [String] { if case .object(let object) = self { Array(object.keys) } else { [] } }
  var isScalar: Bool { if case .scalar = self { true } else { false } }
  var text: String? { if case .scalar(let text, _) = self { text } else { nil } }
  var number: Double? { if case .scalar(_, let number) = self { number } else { nil } }
}
