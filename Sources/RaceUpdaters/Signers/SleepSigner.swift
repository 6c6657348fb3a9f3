import RaceModel
import RaceSystem

/// Waits, as for a signing service; leaves the bytes alone.
struct SleepSigner: Signer {
  static let entry = Catalogue.Entry(
    name: "sleep", summary: "waits for the time given, leaves the bytes alone", argument: .duration)

  let time: TimeSpan

  var effect: SignerEffect { .keepsBytes }

  func sign(_ path: String) { Clock.sleep(until: Clock.now() + time.nanoseconds) }
}
