/// The control that shows how short a gap in the content reads can see.
///
/// Does not show: what readers see that run what they find, or that look through a command: one wrong byte may be
/// nothing to them. It is a control for those alone that compare every byte.
package enum ReadStandard {
  /// The strategy: one wrong byte, corrected after the rename.
  package static let strategy = "patch-after-rename"

  /// The readers that see each byte of the target.
  private static let byteReaders: Set = ["read", "mmap"]

  /// Whether such readers see its gap.
  package static func isSeen(by reader: String) -> Bool { byteReaders.contains(reader) }

  /// Whether the run is one of it.
  static func isRaced(in run: Run) -> Bool {
    run.role == .control && run.subject.updater.strategy?.name == strategy
  }
}
