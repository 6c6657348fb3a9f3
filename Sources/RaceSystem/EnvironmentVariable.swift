import Glibc

/// A variable of this process's environment.
package enum EnvironmentVariable {
  /// What it is set to; nil where it is not set, or set to nothing.
  package static func value(_ name: String) -> String? {
    let value = getenv(name).map { String(cString: $0) } ?? ""
    return value.isEmpty ? nil : value
  }
}
