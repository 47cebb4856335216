import Foundation

/// What the machine has that default settings depend on.
struct Machine: Sendable {
    let cores: Int
    /// Memory in bytes that this process may use.
    let memory: Int

    init(cores: Int, memory: Int) {
        self.cores = cores
        self.memory = memory
    }

    /// This machine; a control group's limit (a container's memory, say) counts where it is lower.
    static func current() -> Machine {
        let physical = Int(clamping: ProcessInfo.processInfo.physicalMemory)
        let limit = (try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8))
            .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        return Machine(cores: ProcessInfo.processInfo.activeProcessorCount, memory: min(physical, limit ?? physical))
    }
}
