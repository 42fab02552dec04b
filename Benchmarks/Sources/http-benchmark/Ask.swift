import ArgumentParser
import Foundation

/// `http-benchmark ask 8080 demo.flights --process 4711`: one measurement of what runs already, beside nothing.
struct Ask: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Measures decisions of a Millrace that runs already.")

  @Argument(help: "The port on this machine.") var port: UInt16
  @Argument(help: "The loop to ask; a trained champion has to serve it.") var loop: String
  @Option(help: "The process whose processor time counts.") var process: Int32
  @Option(help: "Seconds, after half a second that does not count.") var seconds = 2.0
  @Option(help: "Connections, each with one request at a time.") var connections = 32
  @Option(help: "Decisions in a batch; 0: single ones.") var batch = 0

  func run() throws {
    let address = Address(port: port)
    let shown = try JSONSerialization.jsonObject(with: Data(try address.get("/v1/loops/\(loop)").utf8))
    let input = Question.input(shown as? [String: Any] ?? [:])
    let question = batch > 0 ? try Question.batch(input, of: batch) : try Question.single(input)
    let load = try LoadClient(
      address: address, request: address.post("/v1/loops/\(loop)/decide", question.body), connections: connections,
      times: { ["server": ProcessorTime.of(process)] }
    ).measure(seconds: seconds, warmUp: 0.5)
    print(Row.heading)
    print(Row(connections: connections, question: question, server: "process \(process)", loads: [load]).text)
  }
}
