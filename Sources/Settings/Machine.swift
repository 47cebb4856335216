import Foundation
import PINHashing

/// What the machine has that default settings depend on.
package struct Machine: Sendable {
    package let cores: Int
    /// Memory in bytes that this process may use.
    package let memory: Int

    package init(cores: Int, memory: Int) {
        self.cores = cores
        self.memory = memory
    }

    /// This machine; a control group's limit (a container's memory, say) counts where it is lower.
    package static func current() -> Machine {
        Machine(cores: ProcessInfo.processInfo.activeProcessorCount, memory: HashingPool.memoryLimit())
    }
}
