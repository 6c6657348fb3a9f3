import Glibc

/// A file that a swap has published, as it was when that swap had ended.
final class PublishedFile {
  /// What is wrong with one that has changed, in one line.
  static let lateText = "what it had published was changed after it had said that it was done"

  /// Held open, so that its inode is nobody else's.
  private let descriptor: Int32
  private let identity: Identity

  /// What changes of a file that is written.
  private struct Identity: Equatable {
    let size: off_t
    let seconds: Int
    let nanoseconds: Int
    /// What changes of one whose mode is set.
    let mode: mode_t

    init?(_ descriptor: Int32) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { return nil }
      (size, mode) = (status.st_size, status.st_mode)
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }

    /// Whether somebody has written in between, or has set the time as writing does.
    func wasWritten(since former: Identity) -> Bool {
      (size, seconds, nanoseconds) != (former.size, former.seconds, former.nanoseconds)
    }
  }

  /// What an open file is now; nil where nobody can tell.
  /// - Parameter descriptor: closed with this, and at once where this fails.
  init?(adopting descriptor: Int32) {
    guard let identity = Identity(descriptor) else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    self.identity = identity
  }

  deinit { close(descriptor) }

  /// Whether anything of it is not as it was.
  var hasChanged: Bool {
    guard let now = Identity(descriptor) else { return false }
    return now != identity
  }

  /// Whether it was written since. Its mode does not count once another swap goes on, which may put it aside as it
  /// likes.
  var wasWritten: Bool { Identity(descriptor)?.wasWritten(since: identity) ?? false }
}
