import RaceModel

/// What went wrong after there was a result, which costs nothing of it.
package final class Complaints {
  /// The first of them; nil where there was none.
  private(set) var first: Failure?

  init() {}

  /// Notes one.
  package func add(_ failure: Failure) { first = first ?? failure }
}
