import Domain
import Foundation
import Inference
import TestSupport
import Testing
import Yams

@Suite(.broker, .database(migrated: true)) struct OpenAPITests {
  private static let methods: Set = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

  /// `METHOD path` of everything in the document.
  private func documented(_ text: String) throws -> Set<String> {
    let document = try #require(try Yams.load(yaml: text) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: Any]])
    return Set(
      paths.flatMap { path, item in
        item.keys.filter { Self.methods.contains($0) }.map { "\($0.uppercased()) \(path)" }
      })
  }

  @Test func documentAndServiceAgree() async throws {
    try await Harness.run { harness in
      try await harness.fold.record("order-1", loop: "demo.tiny")
      let answer = try await harness.client.get("/openapi.yaml")
      #expect(answer.status == 200 && answer.headers["content-type"] == "application/yaml")
      let documented = try documented(answer.text)
      #expect(documented == Set(Inference.Operation.allCases.map { "\($0.method.rawValue) \($0.path)" }))
      // Every method on every path: what is documented is served, what is not is refused as such.
      let paths = Set(documented.compactMap { $0.split(separator: " ").last.map(String.init) })
      #expect(paths.count == 10)
      for path in paths {
        for method in ["GET", "PUT", "POST", "DELETE", "PATCH"] {
          let served = path.replacingOccurrences(of: "{loop}", with: "demo.tiny")
            .replacingOccurrences(of: "{interaction}", with: "order-1")
          let answer = try await harness.client.send(method, served, method == "GET" ? nil : Array("{}".utf8))
          #expect((answer.status == 405) != documented.contains("\(method) \(path)"), "\(method) \(path)")
          #expect(answer.status != 404 && answer.status < 500, "\(method) \(path)")
        }
      }
    }
  }

  @Test func everyReferenceInTheDocumentLeadsSomewhere() throws {
    let text = try String(contentsOfFile: home + "/docs/reference/openapi.yaml", encoding: .utf8)
    let document = try #require(try Yams.load(yaml: text) as? [String: Any])
    let references = text.matches(of: /#\/components\/([a-zA-Z]+)\/([a-zA-Z]+)/)
    #expect(references.count > 10)
    let components = try #require(document["components"] as? [String: [String: Any]])
    for reference in references {
      #expect(components[String(reference.1)]?[String(reference.2)] != nil, "\(reference.0)")
    }
  }
}
