import Logging
import VoicemailModel

extension Logger {
    /// Logs why the store did not do something. That its files are not where they were it has said itself, once: each request would
    /// say it again.
    func error(_ message: Logger.Message, because error: StoreError, metadata: Logger.Metadata = [:]) {
        if case .displaced = error { return }
        self.error(message, metadata: metadata.merging(["error": "\(error)"]) { own, _ in own })
    }
}
