import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceUpdaters

/// What signers do to a file.
@Suite struct SignerTests {
  private func signed(_ bytes: [UInt8], by signer: String, name: String = "file") throws -> [UInt8]
  {
    let directory = try TestDirectory()
    let path = directory(name)
    try Files.write(bytes, to: path)
    try #require(Signers.make(SignerSpec(signer))).sign(path)
    return try Files.read(path)
  }

  @Test func appendDependsOnTheContentAlone() throws {
    let contents = [[], [1], [2], [UInt8](repeating: 0, count: 70_000)] as [[UInt8]]
    var trailers: Set<[UInt8]> = []
    for content in contents {
      let once = try signed(content, by: "append")
      #expect(once == (try signed(content, by: "append:1ms")))
      #expect(Array(once.prefix(content.count)) == content)
      #expect(once.count == content.count + 64)
      #expect(once.last == UInt8(ascii: "\n"))
      trailers.insert(Array(once.suffix(64)))
    }
    #expect(trailers.count == contents.count)
  }

  @Test(arguments: ["none", "busy:1ms", "sleep:1ms", "busy:0s"])
  func someLeaveTheBytesAlone(_ signer: String) throws {
    #expect(try signed([1, 2, 3], by: signer) == [1, 2, 3])
  }

  @Test func theCatalogueKnowsWhichOnesFail() throws {
    let arguments = ["busy": ":1ms", "sleep": ":1ms", "command": ":true {file}"]
    for entry in Signers.entries {
      let signer = try #require(
        Signers.make(SignerSpec(entry.name + (arguments[entry.name] ?? ""))))
      #expect(entry.fails == (signer.effect == .fails), "\(entry.name)")
    }
    #expect(Signers.entries.filter(\.fails).map(\.name) == ["fail"])
  }

  @Test func someTakeTheirTime() throws {
    for signer in ["busy:30ms", "sleep:30ms", "append:30ms"] {
      let start = Clock.now()
      _ = try signed([1], by: signer)
      #expect(Clock.now() - start >= 30_000_000)
    }
  }

  @Test(arguments: [
    "plain", "two words", "it's", "\"double\"", "new\nline", "$HOME", "`id`", "-rf", "{file}",
    "a;b&c|d",
    "back\\slash", "tab\there", "'\u{301}", "*?[x]", "é", "#",
  ])
  func aCommandGetsTheNameAsOneWord(_ name: String) throws {
    #expect(try signed([1], by: "command:printf 2 >>{file}", name: name) == [1, 0x32])
    #expect(
      try signed([1], by: "command:cp {file} {file}.x; mv {file}.x {file}", name: name) == [1])
  }

  @Test func aCommandThatFailsSaysHow() throws {
    let failure = #expect(throws: SignerFailure.self) {
      _ = try signed([1], by: "command:echo one; echo 'no key' >&2; exit 3")
    }
    #expect(failure?.description.hasSuffix("exited with status 3: no key") == true)
    #expect(failure?.missing == false)
    let missing = #expect(throws: SignerFailure.self) {
      _ = try signed([1], by: "command:/no/such/signer {file}")
    }
    #expect(missing?.missing == true)
  }

  @Test func whatCannotBeTakenIsNoSigner() {
    for text in ["none:1", "busy", "busy:soon", "sleep:", "append:x", "fail:1", "command", "sign"] {
      #expect(Signers.make(SignerSpec(text)) == nil, "\(text)")
    }
  }

  @Test func theirEffectsAreKnownBeforehand() throws {
    func effect(_ text: String) throws -> SignerEffect {
      try #require(Signers.make(SignerSpec(text))).effect
    }
    for text in ["none", "busy:1s", "sleep:1s"] { #expect(try effect(text) == .keepsBytes) }
    for text in ["append", "append:1s", "command:x {file}"] {
      #expect(try effect(text) == .mayChangeBytes)
    }
    #expect(try effect("fail") == .fails)
  }

  @Test func theCatalogueNamesThemAll() {
    #expect(Signers.entries.map(\.name) == ["none", "busy", "sleep", "append", "fail", "command"])
    #expect(Signers.entries.allSatisfy { !$0.summary.isEmpty && !$0.summary.hasSuffix(".") })
  }
}
