import RaceModel
import Testing

struct TargetTests {
  @Test(arguments: [
    ("target.bin", "target.bin"), ("node_modules/x/build/x.node", "x.node"), (".hidden", ".hidden"),
    ("a/..b", "..b"), ("a b/c\nd", "c\nd"), ("...", "..."),
  ])
  func aPathBelowTheStageIsTaken(_ path: String, _ name: String) {
    #expect(Target(path)?.path == path)
    #expect(Target(path)?.name == name)
  }

  @Test(arguments: [
    "", "/", "/etc/passwd", "a/", "a//b", ".", "..", "a/../b", "./a", "a/.", "a\0b",
  ])
  func aPathThatLeavesItIsRefused(_ path: String) {
    #expect(Target(path) == nil)
  }
}
