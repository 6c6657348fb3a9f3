import RaceModel
import Testing

struct CatalogueTests {
  static let catalogue = Catalogue(
    strategies: [.init(name: "inplace", summary: ""), .init(name: "staged", summary: "")],
    readers: [.init(name: "read", summary: "")],
    signers: [
      .init(name: "none", summary: ""),
      .init(name: "busy", summary: "", argument: .optionalDuration),
      .init(name: "sleep", summary: "", argument: .duration),
      .init(name: "command", summary: "", argument: .command),
    ])

  @Test(arguments: ["none", "busy", "busy:40ms", "sleep:1s", "command:codesign {file}"])
  func aGoodSignerIsNoProblem(_ text: String) {
    #expect(Self.catalogue.problem(with: SignerSpec(text)) == nil)
  }

  @Test(arguments: [
    ("", "unknown signer"), ("bsy", "did you mean \"busy\"?"), ("none:1s", "takes nothing"),
    ("busy:", "takes a duration"), ("busy:x", "takes a duration"), ("sleep", "got nothing"),
    ("command", "with {file}"), ("command:codesign", "with {file}"),
  ])
  func aBadSignerIsNamedWithWhatItTakes(_ text: String, _ part: String) {
    #expect(Self.catalogue.problem(with: SignerSpec(text))?.contains(part) == true)
  }

  @Test func unknownNamesComeWithWhatThereIs() {
    #expect(Self.catalogue.problem(withStrategy: "staged") == nil)
    #expect(
      Self.catalogue.problem(withStrategy: "stagd")
        == "unknown strategy \"stagd\"; did you mean \"staged\"?")
    #expect(
      Self.catalogue.problem(withStrategy: "rename-exchange")
        == "unknown strategy \"rename-exchange\"; there are inplace, staged")
    #expect(Self.catalogue.problem(withReader: "read") == nil)
    #expect(Self.catalogue.problem(withReader: "dlopen")?.contains("there are read") == true)
  }

  @Test func aSignerIsCutAtItsFirstColon() {
    #expect(SignerSpec("command:a:b") == SignerSpec(name: "command", argument: "a:b"))
    #expect(SignerSpec("busy:").argument == "")
    for text in ["none", "busy:40ms", "command:a:b", "busy:"] {
      #expect(SignerSpec(text).description == text)
    }
  }
}
