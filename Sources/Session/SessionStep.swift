public import Wire

/// What the runner does next for a connection.
public enum SessionStep: Sendable {
    /// Writes this reply.
    case write(Tag?, Reply)
    /// Answers this request at once and writes the reply, or calls `begin(_:_:)` with it and reports the reply later.
    /// Nothing is pending before it, so an answer at once costs no bookkeeping.
    case answer(Tag?, Request)
    /// Starts this request, which was begun, and reports its reply under this number, at once or later.
    case start(RequestNumber, Request)
    /// Closes the connection when what was written has been sent.
    case close
}
