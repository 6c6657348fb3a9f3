import FoundationEssentials
import RaceModel
package struct Style { package init(width: Int = 80, color: Bool = false) {} }
package struct Format { package let rawValue: String
  package var fileExtensions: [String] { [] }
  package static let allCases: [Format] = [Format(rawValue: "table")!, Format(rawValue: "json")!]
  package static let table = Format(rawValue: "table")!
  package init?(rawValue: String) { self.rawValue = rawValue }
  package init?(fileExtension: String) { self.rawValue = fileExtension }
  package func render(_ reports: [Report], style: Style = Style()) throws(Failure) -> String {
    let e = JSONEncoder(); e.outputFormatting = [.prettyPrinted, .sortedKeys]
    if rawValue == "json" { return String(decoding: (try? e.encode(reports[0])) ?? Data(), as: UTF8.self) }
    return reports.flatMap(\.runs).map { r in "\(r.subject.name) reads \(r.tally.reads) exposed \(r.tally.exposedReads) partial \(r.tally.partialReads) distinct \(r.distinctPartialStates) late \(r.tally.lateReads) glances \(r.tally.glances)/\(r.tally.partialGlances) swaps \(r.swaps)/\(r.failedSwaps) caught \(r.caughtSwaps) rate \(r.readsPerSecond) \(r.judgement) \(r.partialStates.prefix(6).map { $0.summary + " [" + $0.anatomy.summary + "]" })" }.joined(separator: "\n")
  }
}
package enum ReportFile {
  package static func decode(_ bytes: [UInt8], path: String) throws(Failure) -> [Report] { [] }
}
