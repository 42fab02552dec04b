/// One of those that are compared.
struct Server {
  /// As the table calls it.
  let name: String
  let address: Address
  let path: String
  let times: () -> [String: Double]

  init(_ name: String, _ echo: EchoProcess) {
    self.name = name
    address = echo.address
    path = "/echo"
    times = { ["server": ProcessorTime.of(echo.pid)] }
  }

  /// - Parameter isWhole: whether what the process started counts too, under names of its own.
  init(_ name: String, _ millrace: MillraceProcess, loop: String, isWhole: Bool) {
    self.name = name
    address = millrace.address
    path = "/v1/loops/\(loop)/decide"
    times = { isWhole ? ProcessorTime.ofTree(millrace.pid) : ["server": ProcessorTime.of(millrace.pid)] }
  }
}
