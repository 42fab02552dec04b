import Execution
import ServiceLifecycle

/// Sees to it, once a second, that what this process has open is no other program's: descriptors that a library opened
/// meanwhile are marked to be closed when one is started.
struct DescriptorGuard: Service {
  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        OpenDescriptors.closeOnExec()
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }
}
