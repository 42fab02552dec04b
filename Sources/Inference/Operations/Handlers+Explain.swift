import Domain
import Evaluation
import History
import Hummingbird
import Learning
import ReadModels

extension Handlers {
  /// `GET /v1/interactions/{interaction}/explanation`, with `?loop=` where several loops use that id: JSON, or an HTML
  /// page for who asks for one.
  func explain(_ request: Request, _ context: InferenceContext) async throws(Problem) -> Response {
    let interaction = try context.pathParameter("interaction")
    let loop = context.query["loop"]
    let found: JSONValue?
    do {
      found = try await pool.run { db in try RecordedInteraction.explanation(db, id: interaction, loop: loop) }
    } catch {
      throw .ledgerAway("\(error)")
    }
    guard let found else { throw .unknownInteraction(interaction, loop: loop) }
    var explanation = Explanation(facts: found)
    if let slot = try snapshot()[explanation.loop] {
      let model = if case .model(_, let model) = slot.champion { model } else { nil as (any Model)? }
      explanation.current = try? CurrentAnswer(
        config: slot.config, modelID: slot.modelID, answerer: Answerer(model, config: slot.config),
        input: explanation.input)
    }
    var response: Response
    if context.offer == 1 {
      response = .text(Array(explanation.page.utf8), "text/html; charset=utf-8")
      response.headers[.contentSecurityPolicy] = Explanation.contentSecurityPolicy
      response.headers[.init("Referrer-Policy")!] = "no-referrer"
    } else {
      response = .json(explanation.json)
    }
    response.headers[.vary] = "Accept"
    return response
  }
}
