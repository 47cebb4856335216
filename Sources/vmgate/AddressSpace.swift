import Glibc
import Settings
import VoicemailModel

/// The addresses that the process may have (`ulimit -v`, `LimitAS=`), whether there is memory behind them or not.
enum AddressSpace {
    /// Says before there is a second thread what would not be said afterwards: without addresses for their stacks threads cannot
    /// begin, and the libraries that want them wait for ever, or end the process.
    static func check(_ settings: ServeSettings) throws(CommandFailure) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return }
        if let objection = objection(to: UInt64(limit.rlim_cur), settings.hashWorkers, settings.hashMemory.bytes) {
            throw CommandFailure(objection)
        }
    }

    /// - Parameter limit: bytes of addresses; the highest number where there is no limit.
    static func objection(to limit: UInt64, _ workers: Int, _ hashMemory: Int) -> String? {
        let needed = Limits.addressSpaceBytes + UInt64(workers) * UInt64(hashMemory)
        guard limit < needed else { return nil }
        return "the address space is limited to \(limit >> 20) MiB (ulimit -v, LimitAS=), and this needs"
            + " \(needed >> 20) MiB: raise that limit, or bound memory with MemoryMax= in its place."
    }
}
