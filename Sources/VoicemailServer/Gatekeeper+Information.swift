import VoicemailModel
import Wire

/// What INFO says.
extension Gatekeeper {
    /// - Parameter isForAdmin: has it say how many mailboxes are locked. To others this would tell which of those that they have
    ///   locked exist.
    func information(isForAdmin: Bool) async -> Reply {
        guard case .success(let mailboxes) = await mailboxCount() else { return .failure(.unavailable) }
        var locked: [(key: String, value: String)] = []
        if isForAdmin {
            guard case .success(let count) = await lockedMailboxCount() else { return .failure(.unavailable) }
            locked = [("mailboxes_locked", "\(count)")]
        }
        let hashing = hasher.status
        return .info(
            [
                ("version", version),
                ("uptime_s", "\(clock.now.milliseconds(since: started) / 1000)"),
                ("mailboxes", "\(mailboxes)"),
                ("mailboxes_in_memory", "\(quietMailboxes.count + self.mailboxes.count)"),
                ("languages", "\(speech.languages.count)"),
                ("hash_memory_kib", "\(hashing.hashMemory / 1024)"),
                ("hash_operations", "\(hashing.operations)"),
                ("hash_workers", "\(hashing.workers)"),
                ("hash_queue", "\(hashing.queueDepth)"),
                ("hash_running", "\(hashing.running)"),
                ("hash_us", "\(Int(hashing.meanHashTime / .microseconds(1)))"),
                ("hash_memory", hashing.memory.rawValue),
            ] + locked + figures())
    }
}
