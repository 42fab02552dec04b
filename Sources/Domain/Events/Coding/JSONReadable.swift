/// A type that is read from JSON by rules of its own, such as defaults for what is left out.
package protocol JSONReadable {
  init(json: JSONValue) throws
}
