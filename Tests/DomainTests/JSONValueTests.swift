import Domain
import Testing

@Suite struct JSONValueTests {
  @Test func canonicalTextSortsByBytesAndShortensNumbers() {
    let value: JSONValue = ["b": [1.0, 1.5, -0.0, 1e300], "a": ["z": .null, "A": true], "\u{e9}": "\u{1}\"\\\n"]
    #expect(
      value.canonicalText
        == #"{"a":{"A":true,"z":null},"b":[1,1.5,0,1e+300],"\#u{e9}":"\u0001\"\\\n"}"#)
  }

  @Test func numbersThatAreNotFiniteAreNull() {
    #expect(JSONValue.array([.number(.nan), .number(.infinity)]).canonicalText == "[null,null]")
  }

  @Test func accessIsExact() {
    #expect(JSONValue.number(3).integer == 3)
    #expect(JSONValue.number(3.5).integer == nil)
    #expect(JSONValue.number(1e30).integer == nil)
    #expect(JSONValue.integer(4).double == 4)
    #expect(JSONValue.string("4").double == nil)
  }
}
