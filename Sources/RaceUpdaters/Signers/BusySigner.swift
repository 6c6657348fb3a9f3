import RaceModel
import RaceSystem

/// Keeps a processor busy, as computing a signature does; leaves the bytes alone.
struct BusySigner: Signer {
  static let entry = Catalogue.Entry(
    name: "busy", summary: "keeps a processor busy for the time given, leaves the bytes alone",
    argument: .duration)

  let time: TimeSpan

  var effect: SignerEffect { .keepsBytes }

  func sign(_ path: String) { Clock.spin(until: Clock.now() + time.nanoseconds) }
}
