import RaceModel
import Testing

struct TargetTests {
  @Test(arguments: [
    "target.bin", "node_modules/x/build/x.node", ".hidden", "a/..b", "a b/c\nd", "...",
    "a\u{301}/\u{301}b",
  ])
  func aPathBelowTheStageIsTaken(_ path: String) {
    #expect(Target(path)?.path == path)
  }

  @Test(arguments: [
    "", "/", "/etc/passwd", "a/", "a//b", ".", "..", "a/../b", "./a", "a/.", "a\0b", "../\u{301}x",
    "/\u{301}x",
  ])
  func aPathThatLeavesItIsRefused(_ path: String) {
    #expect(Target(path) == nil)
  }
}
