import Glibc
import RaceModel
import RaceSystem
import Testing

@testable import racebench

/// Files that are written all or not at all, where that cannot be arranged from outside.
struct NewFilesTests {
  @Test("A name that is taken after the check stays whose it is, and the other files go again")
  func takenMeanwhile() throws {
    let project = try Project()
    let files = try NewFiles(in: project.root, replacing: false)
    // The second of the same name finds what the first has become.
    let error = #expect(throws: Failure.self) {
      try files.write([("first", "1"), ("a/b/taken", "2"), ("a/b/taken", "3")])
    }
    #expect(error?.status == .cannotWrite)
    #expect(error?.message.contains("\(project.root)/a/b/taken") == true)
    #expect(error?.message.contains("--force") == true)
    #expect(try project.listing() == [])
  }

  @Test("What stands in the directories that were made keeps them")
  func sharedDirectories() throws {
    let project = try Project()
    try project.write("a/mine", "mine")
    let files = try NewFiles(in: project.root, replacing: false)
    #expect(throws: Failure.self) { try files.write([("a/b/c", "1"), ("a/b/c", "2")]) }
    #expect(try project.listing() == ["a", "a/mine: mine"])
  }
}
