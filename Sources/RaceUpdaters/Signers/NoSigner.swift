import RaceModel

/// Nothing is to be signed.
struct NoSigner: Signer {
  static let entry = Catalogue.Entry(name: "none", summary: "nothing is signed")

  var effect: SignerEffect { .keepsBytes }

  func sign(_ path: String) {}
}
