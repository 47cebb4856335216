import Glibc

extension HashingPool {
    /// As many workers as there are cores, as long as their memory takes no more than half of what this process may have,
    /// and one at the least.
    ///
    /// - Parameters:
    ///   - memoryLimit: bytes that this process may have; see `memoryLimit()`.
    ///   - hashMemory: bytes of one hash.
    public static func defaultWorkers(cores: Int, memoryLimit: Int, hashMemory: Int) -> Int {
        max(1, min(cores, memoryLimit / 2 / max(1, hashMemory)))
    }

    /// Bytes of memory that this process may have: the least of the machine's and its control groups' (cgroup v2).
    ///
    /// - Parameters:
    ///   - groups: where control groups are mounted.
    ///   - membership: the file in which the kernel says to which one this process belongs.
    public static func memoryLimit(
        groups: String = "/sys/fs/cgroup", membership: String = "/proc/self/cgroup"
    ) -> Int {
        let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        let line = text(of: membership)?.split(separator: "\n").first { $0.hasPrefix("0::/") }
        var names = line?.dropFirst("0::/".count).split(separator: "/") ?? []
        var limit = machine
        // Every group above has its say too. The root of a container has no path, and may have a limit.
        while true {
            let file = ([groups] + names.map(String.init) + ["memory.max"]).joined(separator: "/")
            if let digits = text(of: file)?.split(separator: "\n").first, let bytes = Int(digits) {
                limit = min(limit, bytes)
            }
            if names.popLast() == nil { return limit }
        }
    }

    /// What a small file of the kernel's holds.
    private static func text(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &bytes, bytes.count)
        guard count >= 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
