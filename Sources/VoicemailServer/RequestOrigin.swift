import Logging

/// Which request of which connection something is about: what the log lines of one request have in common.
struct RequestOrigin: Sendable {
    /// The connection's number.
    let connection: UInt64
    /// The request's number on that connection.
    let request: UInt64
    /// The client's name; nil as long as the connection has none.
    var client: String?
    /// Where the connection comes from, as the log shows it.
    var address = ""
    /// When the request is to be answered; nil where it is nobody's, or not begun.
    var due: ContinuousClock.Instant?

    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["connection": "\(connection)", "request": "\(request)"]
        metadata["client"] = client.map { "\($0)" }
        return metadata
    }

    /// With what a log line says besides.
    func metadata(_ fields: Logger.Metadata) -> Logger.Metadata {
        metadata.merging(fields) { $1 }
    }
}
