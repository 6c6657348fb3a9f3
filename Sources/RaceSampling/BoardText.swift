import RaceModel

/// A text on the board, at most as long as there is room for.
struct BoardText {
  let base: UnsafeMutableRawPointer
  let limit: Int

  private static var headSize: Int { MemoryLayout<Int>.size }

  /// Bytes of the board for a text of so many.
  static func size(limit: Int) -> Int { Board.lines(headSize + limit) }

  /// Its length and one more; 0 where there is none, since an empty text is one as well.
  private var length: UnsafeMutablePointer<Int> { base.assumingMemoryBound(to: Int.self) }

  func clear() { length.initialize(to: 0) }

  /// Writes the text, cut where it is too long.
  func write(_ text: String) {
    // A message need not have been made of whole characters; what reads it repairs that.
    write(Array(text.utf8.prefix(limit)))
  }

  /// Writes the last bytes of an output, as many as there is room for.
  func write(_ bytes: [UInt8]) {
    let bytes = bytes.suffix(limit)
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      (base + Self.headSize).copyMemory(from: start, byteCount: buffer.count)
    }
    length.pointee = bytes.count + 1
  }

  /// What was written; nil where nothing was. What is no UTF-8 in it is repaired.
  var text: String? {
    guard length.pointee > 0 else { return nil }
    let bytes = UnsafeRawBufferPointer(start: base + Self.headSize, count: length.pointee - 1)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What a writer has found of one contract in a round.
struct InspectionRecord {
  private struct Counts {
    var checked = 0
    var broken = 0
  }

  private static var textLimit: Int { 240 }
  private static var textOffset: Int { MemoryLayout<Counts>.size }
  static var stride: Int { Board.lines(textOffset + BoardText.size(limit: textLimit)) }

  let base: UnsafeMutableRawPointer

  private var counts: UnsafeMutablePointer<Counts> { base.assumingMemoryBound(to: Counts.self) }
  private var first: BoardText { BoardText(base: base + Self.textOffset, limit: Self.textLimit) }

  func clear() {
    counts.initialize(to: Counts())
    first.clear()
  }

  /// Notes what a swap has shown: what is wrong, nil for nothing.
  func note(_ problem: String?) {
    counts.pointee.checked += 1
    guard let problem else { return }
    counts.pointee.broken += 1
    if first.text == nil { first.write(problem) }
  }

  /// All of the round; nil where nothing was looked into.
  var inspection: Inspection? {
    let counts = counts.pointee
    guard counts.checked > 0 else { return nil }
    return Inspection(checked: counts.checked, broken: counts.broken, first: first.text)
  }
}

extension Contract {
  /// Its place in lists of one entry for each.
  var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
