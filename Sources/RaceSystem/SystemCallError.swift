import CLinux
import Glibc
import RaceModel

/// A system call that failed: which one, on what, and why.
package struct SystemCallError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The call's name, as its manual page has it.
  package let call: String
  /// The path or other object that it was made on.
  package let object: String?
  /// Why it failed.
  package let errno: Int32

  /// The failure that `errno` tells of, unless another number is given.
  package init(_ call: String, _ object: String? = nil, errno: Int32 = Glibc.errno) {
    self.call = call
    self.object = object
    self.errno = errno
  }

  /// `rename "a/b": No space left on device (ENOSPC)`
  package var description: String {
    "\(call)\(object.map { " \"\($0)\"" } ?? ""): \(reason)"
  }

  /// `No space left on device (ENOSPC)`
  package var reason: String {
    "\(String(cString: strerror(errno))) (\(ErrnoName.text(errno)))"
  }

  /// The exit status for this error where it keeps racebench from writing its root or an output.
  package func failure(_ what: String) -> Failure {
    Failure(.cannotWrite, "\(what): \(reason)")
  }
}

/// Calls again while a signal cuts the call short.
/// - Throws: `SystemCallError` for a result of -1.
@discardableResult
package func retrying<Result: SignedInteger>(
  _ call: String, _ object: @autoclosure () -> String? = nil, _ body: () -> Result
) throws(SystemCallError) -> Result {
  while true {
    let result = body()
    if result != -1 { return result }
    let number = Glibc.errno
    if number != EINTR { throw SystemCallError(call, object(), errno: number) }
  }
}
