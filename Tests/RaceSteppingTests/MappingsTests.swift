import Glibc
import Testing

@testable import RaceStepping

/// Which files can be stored into without a call, by whichever process is left.
struct MappingsTests {
  private static let file: FileIdentity = {
    var status = stat()
    status.st_ino = 7
    return FileIdentity(status)
  }()
  private static let range: Range<UInt64> = 0x1000..<0x3000

  private func mapped() -> Mappings {
    var mappings = Mappings()
    mappings.map(1, Self.range, Self.file, writable: true)
    return mappings
  }

  @Test("What is mapped stays so as long as a process has that memory")
  func sharedMemory() {
    var mappings = mapped()
    mappings.fork(1, 2, .same)
    mappings.clear(1)
    #expect(mappings.canStore(into: Self.file))
    mappings.clear(2)
    #expect(!mappings.canStore(into: Self.file))
  }

  @Test("What a child maps in the memory of its parent the parent has mapped, however early")
  func mappedByChild() {
    var mappings = Mappings()
    mappings.fork(1, 2, .same)
    mappings.map(2, Self.range, Self.file, writable: true)
    // The child executes another program, as after vfork(2).
    mappings.clear(2)
    #expect(mappings.canStore(into: Self.file))
    mappings.unmap(1, Self.range)
    #expect(!mappings.canStore(into: Self.file))
  }

  @Test("A copy of the memory goes its own way")
  func copiedMemory() {
    var mappings = mapped()
    mappings.fork(1, 2, .copy)
    mappings.unmap(1, Self.range)
    #expect(mappings.canStore(into: Self.file))
    mappings.clear(2)
    #expect(!mappings.canStore(into: Self.file))
  }

  @Test(
    "Where the kernel does not tell what a child has of its parent's memory nothing is forgotten")
  func unknownMemory() {
    var mappings = mapped()
    mappings.fork(1, 2, .unknown)
    // If it is a copy, the other one has it still.
    mappings.unmap(1, Self.range)
    mappings.clear(1)
    #expect(mappings.canStore(into: Self.file))
    mappings.clear(2)
    #expect(!mappings.canStore(into: Self.file))
  }

  @Test("A file that may be another one counts only while it can be stored into")
  func ambiguous() {
    var mappings = Mappings()
    mappings.map(1, Self.range, Self.file, writable: false, isAmbiguous: true)
    #expect(!mappings.canStoreIntoUnknown)
    mappings.makeWritable(1, 0x2000..<0x3000)
    #expect(mappings.canStoreIntoUnknown)
    mappings.clear(1)
    #expect(!mappings.canStoreIntoUnknown)
  }
}
