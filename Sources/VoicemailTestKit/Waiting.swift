public import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// How long a test waits for what must come, however slow the machine is: whoever waits longer waits for nothing.
public let patience = Duration.seconds(60)

/// What a test has waited for, and what has not come.
public struct NeverCame: Error, CustomStringConvertible {
    public let description: String

    public init(_ what: String) {
        description = "waited \(patience.components.seconds) seconds for this, in vain: \(what)"
    }
}

/// Looks again and again, until there is something; throws `NeverCame` when there is nothing for too long.
public func waitFor<Value>(_ what: String, _ look: () throws -> Value?) throws -> Value {
    let end = ContinuousClock.now + patience
    while true {
        if let value = try look() { return value }
        guard ContinuousClock.now < end else { throw NeverCame(what) }
        sched_yield()
    }
}

/// Looks again and again, until `isTrue`.
public func waitUntil(_ what: String, _ isTrue: () throws -> Bool) throws {
    _ = try waitFor(what) { try isTrue() ? () : nil }
}

/// The same in a task, which lets others run on its thread meanwhile.
public func yieldUntil(_ what: String, _ isTrue: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + patience
    while try await !isTrue() {
        guard ContinuousClock.now < end else { throw NeverCame(what) }
        try Task.checkCancellation()
        await Task.yield()
    }
}

extension FileHandle {
    /// Reads what another program writes, until `text` has come; everything that has come by then. Throws when the other side
    /// ends before.
    public func read(until text: String) throws -> String {
        let end = ContinuousClock.now + patience
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let seen = String(decoding: bytes, as: UTF8.self)
            if seen.contains(text) { return seen }
            let left = (end - .now) / .milliseconds(1)
            var readable = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard left > 0 else { throw NeverCame("\(text), after: \(seen)") }
            guard poll(&readable, 1, Int32(left.rounded(.up))) > 0 else { continue }
            let count = Glibc.read(fileDescriptor, &part, part.count)
            guard count > 0 else { throw ServerProcess.Failure(description: "it ended without \(text): \(seen)") }
            bytes += part.prefix(count)
        }
    }
}

extension Process {
    /// Waits until it has ended, and kills it when that takes too long; its exit status, or the signal's number.
    @discardableResult
    public func waitForExit() -> Int32 {
        let watch = killLater()
        waitUntilExit()
        watch.cancel()
        return terminationStatus
    }

    /// Kills it after some time, unless it has ended and this was cancelled: whoever reads what it writes waits no longer.
    public func killLater() -> DispatchWorkItem {
        let identifier = processIdentifier
        let watch = DispatchWorkItem { kill(identifier, SIGKILL) }
        let time = DispatchTimeInterval.seconds(Int(patience.components.seconds))
        DispatchQueue.global().asyncAfter(deadline: .now() + time, execute: watch)
        return watch
    }
}
