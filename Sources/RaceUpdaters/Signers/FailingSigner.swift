import RaceModel

/// Fails, always: for judging what an updater leaves behind then.
struct FailingSigner: Signer {
  static let entry = Catalogue.Entry(name: "fail", summary: "fails each time", fails: true)

  var effect: SignerEffect { .fails }

  func sign(_ path: String) throws { throw SignerFailure("the signer failed, as it was told to") }
}
