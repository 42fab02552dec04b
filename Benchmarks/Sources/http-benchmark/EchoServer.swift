import Foundation
import Hummingbird
import Logging

/// A bare Hummingbird server that decodes a JSON body and encodes it again.
enum EchoServer {
  private struct Question: ResponseCodable {
    var input: [String: Scalar]?
    var requests: [Question]?
  }

  private enum Scalar: Codable {
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      }
    }
  }

  /// Serves until it is told to end; writes its port to standard output first.
  /// - Parameters:
  ///   - journal: where each decision's bytes are on disk before the answer; nil: the bare echo.
  ///   - frame: how many they are.
  static func run(journal: GroupCommit?, frame: Int) async throws {
    let router = Router()
    let bytes = [UInt8](repeating: 0x5A, count: frame)
    router.post("echo") { request, context in
      let question = try await request.decode(as: Question.self, context: context)
      if let journal { try await journal.append(bytes, times: question.requests?.count ?? 1) }
      return question
    }
    var logger = Logger(label: "echo")
    logger.logLevel = .error
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0), backlog: 1_024),
      onServerRunning: { channel in
        let line = Data("\(channel.localAddress?.port ?? 0)\n".utf8)
        try? FileHandle.standardOutput.write(contentsOf: line)
      },
      logger: logger)
    try await application.run()
  }
}
