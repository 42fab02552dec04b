import Testing

@testable import Inference

@Suite struct PreferencesTests {
  @Test(
    arguments: [
      (["wait=10"], 10), (["respond-async, wait=7"], 7), (["Wait = 5"], 5), (["wait=\"8\""], 8), (["wait=3; foo=1"], 3),
      (["a=\"x, wait=1\", wait=2"], 2), (["a=\"\\\", wait=1\"", "wait=4"], 4), (["wait=1, wait=2"], 1), (["wait=0"], 0),
      (["wait=99999999999999999999"], .max),
    ])
  func readsTheWait(fields: [String], seconds: Int) { #expect(Preferences.wait(in: fields) == seconds) }

  @Test(arguments: [
    [], [""], ["wait"], ["wait="], ["wait=-1"], ["wait=1.5"], ["wait=ten"], ["waiting=1"], ["wait=x, wait=1"],
  ])
  func ignoresWhatItCannotUnderstand(fields: [String]) { #expect(Preferences.wait(in: fields) == nil) }
}
