import CLinux
import Glibc

/// What a file has besides its content and its names.
package struct FileMetadata: Hashable, Sendable {
  /// Permission bits, with set-user-id, set-group-id and sticky.
  package let mode: mode_t
  /// The user ID of its owner.
  package let owner: uid_t
  /// The group ID.
  package let group: gid_t
  /// Extended attributes, access control lists among them.
  package let attributes: [String: [UInt8]]

  /// Reads the metadata of an open file.
  package init(of file: borrowing OpenFile) throws(SystemCallError) {
    let status = try file.status()
    self.mode = status.st_mode & 0o7777
    self.owner = status.st_uid
    self.group = status.st_gid
    self.attributes = try Self.readAttributes(file)
  }

  /// Gives the file this mode, owner and these extended attributes; sets only what differs, so that nobody
  /// needs a right for what is already so.
  package func apply(to file: borrowing OpenFile) throws(SystemCallError) {
    let current = try FileMetadata(of: file)
    if (owner, group) != (current.owner, current.group) {
      try retrying("fchown", file.path) { fchown(file.descriptor, owner, group) }
    }
    for (name, value) in attributes where current.attributes[name] != value {
      try retrying("fsetxattr", "\(file.path): \(name)") {
        fsetxattr(file.descriptor, name, value, value.count, 0)
      }
    }
    for name in current.attributes.keys where attributes[name] == nil {
      try retrying("fremovexattr", "\(file.path): \(name)") { fremovexattr(file.descriptor, name) }
    }
    // Last: a change of owner clears set-user-id, and an access control list changes the group's bits.
    try file.setMode(mode)
  }

  /// What is not as in `other`, in a few words for people; nil if nothing is.
  package func difference(from other: FileMetadata) -> String? {
    if mode != other.mode {
      return "mode \(Self.octal(mode)) where \(Self.octal(other.mode)) was"
    }
    if (owner, group) != (other.owner, other.group) {
      return "owner \(owner):\(group) where \(other.owner):\(other.group) was"
    }
    for name in Set(attributes.keys).union(other.attributes.keys).sorted().filter(Self.isKept)
    where attributes[name] != other.attributes[name] {
      let what =
        attributes[name] == nil ? "lost" : other.attributes[name] == nil ? "new" : "changed"
      return "\(what) extended attribute \(name)"
    }
    return nil
  }

  /// Whether an attribute is one that goes with a file's place; others are the kernel's or the file system's own, and
  /// differ from file to file (`security.ima`, `lustre.lov`).
  private static func isKept(_ name: String) -> Bool {
    name.hasPrefix("user.") || name.hasPrefix("system.posix_acl_")
      || ["security.selinux", "security.capability"].contains(name)
  }

  private static func octal(_ mode: mode_t) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func readAttributes(
    _ file: borrowing OpenFile
  ) throws(SystemCallError) -> [String: [UInt8]] {
    var attributes: [String: [UInt8]] = [:]
    for name in try attributeNames(file) {
      let value = try sized("fgetxattr", "\(file.path): \(name)") { buffer in
        fgetxattr(file.descriptor, name, buffer.baseAddress, buffer.count)
      }
      if let value { attributes[name] = value }
    }
    return attributes
  }

  private static func attributeNames(_ file: borrowing OpenFile) throws(SystemCallError) -> [String]
  {
    let list = try sized("flistxattr", file.path) { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        flistxattr(file.descriptor, $0.baseAddress, $0.count)
      }
    }
    return (list ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Asks for the size first, then for the bytes, again if they have grown in between. Nil where the file
  /// system has no extended attributes, or the attribute went.
  private static func sized(
    _ call: String, _ object: String, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) throws(SystemCallError) -> [UInt8]? {
    while true {
      let size = body(UnsafeMutableBufferPointer(start: nil, count: 0))
      if size < 0 {
        if errno == ENOTSUP || errno == ENODATA { return nil }
        throw SystemCallError(call, object)
      }
      if size == 0 { return [] }
      var result = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        result = body(buffer)
        count = max(0, result)
      }
      if result >= 0 { return bytes }
      if errno == ENODATA { return nil }
      if errno != ERANGE { throw SystemCallError(call, object) }
    }
  }
}
