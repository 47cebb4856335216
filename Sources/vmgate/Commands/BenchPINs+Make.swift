import Access
import LineClient
import LoadBench
import PINHashing
import Settings
import VoicemailModel

extension BenchPINs {
    /// Two random PINs, and the hash of the first with the parameters that the server says in INFO: with others, the
    /// server would hash each mailbox's PIN again at its first login, and the run would measure that.
    static func make(for server: ReplyLine) async throws(CommandFailure) -> BenchPINs {
        var generator = SystemRandomNumberGenerator()
        let policy = PINPolicy()
        let right = policy.makePIN(using: &generator)
        var wrong = policy.makePIN(using: &generator)
        while wrong.digits == right.digits { wrong = policy.makePIN(using: &generator) }
        do {
            let standard = Argon2Parameters.interactive
            let kibibytes = server["hash_memory_kib"].flatMap { Int(digits: $0) }
            let operations = server["hash_operations"].flatMap { Int(digits: $0) }
            let parameters = try Argon2Parameters(
                memory: kibibytes.map { $0 * 1024 } ?? standard.memory, operations: operations ?? standard.operations)
            let pool = try HashingPool(parameters: parameters, workers: 1, capacity: 1)
            defer { pool.shutdown() }
            guard let hash = await pool.hash(right) else {
                throw CommandFailure("there is no memory to hash a PIN with: free some, then try again.")
            }
            return BenchPINs(right: right.digits, wrong: wrong.digits, encodedHash: hash)
        } catch let error as HashingError {
            throw CommandFailure("a PIN for the run could not be hashed: \(error).")
        } catch {
            throw error as? CommandFailure ?? CommandFailure("\(error)")
        }
    }
}

extension PIN {
    /// The digits, which open nothing but a run's own mailboxes.
    fileprivate var digits: String {
        secret.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension HashingPool {
    /// Nil when the memory is not available.
    fileprivate func hash(_ pin: PIN) async -> String? {
        let result: HashingResult = await withCheckedContinuation { continuation in
            let admission = submit(.hash(pin), id: 0, flow: 0, deadline: .now + .seconds(600)) { result in
                continuation.resume(returning: result)
            }
            if admission != .accepted { continuation.resume(returning: .outOfMemory) }
        }
        guard case .hashed(let text) = result else { return nil }
        return text
    }
}
