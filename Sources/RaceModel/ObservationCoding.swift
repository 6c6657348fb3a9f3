/// The JSON form of an observation: flat, among the other keys of the state that it makes.
extension Observation: Codable {
  private enum Key: String, CodingKey { case digest, bytes, errno, signal, status, output, derived }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    if let errno = try keys.decodeIfPresent(String.self, forKey: .errno) {
      guard let number = ErrnoName.number(errno) else {
        throw DecodingError.dataCorruptedError(
          forKey: .errno, in: keys, debugDescription: "unknown errno \"\(errno)\"")
      }
      self = .error(errno: number)
    } else if let signal = try keys.decodeIfPresent(String.self, forKey: .signal) {
      guard let number = SignalName.number(signal) else {
        throw DecodingError.dataCorruptedError(
          forKey: .signal, in: keys, debugDescription: "unknown signal \"\(signal)\"")
      }
      self = .crash(signal: number)
    } else if let status = try keys.decodeIfPresent(Int32.self, forKey: .status) {
      self = .ended(status: status, output: try keys.decode(Digest.self, forKey: .output))
    } else {
      let bytes = try keys.decode(UInt64.self, forKey: .bytes)
      if let digest = try keys.decodeIfPresent(Digest.self, forKey: .digest) {
        self = .content(digest, bytes: bytes)
      } else {
        self = .size(bytes: bytes)
      }
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    switch self {
    case .content(let digest, let bytes):
      try keys.encode(digest, forKey: .digest)
      try keys.encode(bytes, forKey: .bytes)
    case .size(let bytes): try keys.encode(bytes, forKey: .bytes)
    case .error(let errno): try keys.encode(ErrnoName.text(errno), forKey: .errno)
    case .crash(let signal): try keys.encode(SignalName.text(signal), forKey: .signal)
    case .ended(let status, let output):
      try keys.encode(status, forKey: .status)
      try keys.encode(output, forKey: .output)
    case .torn: try keys.encode(true, forKey: .derived)
    }
  }
}
