import RaceModel
import RaceSystem

/// What a directory shows to whoever lists it.
struct DirectoryListing {
  private struct Entry: Equatable {
    let mode: UInt32
    let size: Int64
  }

  private var entries: [FileName: Entry] = [:]

  /// That of an empty directory.
  init() {}

  /// That of the directory now.
  init(_ directory: String) throws(SystemCallError) {
    for name in try PathCalls.rawEntries(directory) {
      // Gone since it was listed: so it is not there.
      guard let status = try? PathCalls.linkStatus(directory, name) else { continue }
      entries[FileName(name)] = Entry(mode: status.st_mode, size: Int64(status.st_size))
    }
  }

  /// What was left behind since then, the first by name, in one line; nil where nothing was.
  func leftover(
    since before: DirectoryListing, except isExpected: (FileName) -> Bool = { _ in false }
  ) -> String? {
    entries.keys.filter { before.entries[$0] == nil && !isExpected($0) }.min()
      .map { "it left \"\($0.text)\" behind" }
  }

  /// What else is not as it was before, in one line; nil where nothing is.
  func change(since before: DirectoryListing) -> String? {
    let names = before.entries.keys.sorted()
    if let gone = names.first(where: { entries[$0] == nil }) { return "\"\(gone.text)\" is gone" }
    return names.first { entries[$0] != before.entries[$0] }
      .map { "\"\($0.text)\" has another mode or size" }
  }
}
