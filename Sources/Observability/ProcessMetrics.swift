public import CoreMetrics
import Glibc
import Synchronization

/// What the process itself uses, as the kernel counts it.
public struct ProcessMetrics: Sendable {
    private let memory: Meter
    private let processorTime: FloatingPointCounter
    private let openFiles: Meter
    private let maximumFiles: Meter
    private let counted = ProcessorTime()

    public init(factory: any MetricsFactory) {
        memory = Meter(label: "vmgate_process_resident_memory_bytes", factory: factory)
        processorTime = FloatingPointCounter(label: "vmgate_process_cpu_seconds_total", factory: factory)
        openFiles = Meter(label: "vmgate_process_open_fds", factory: factory)
        maximumFiles = Meter(label: "vmgate_process_max_fds", factory: factory)
    }

    /// Brings them up to date. With ten thousand connections that takes milliseconds: not for the loop that serves them.
    public func refresh() {
        if let bytes = Self.residentMemory { memory.set(bytes) }
        if let count = Self.openFileCount { openFiles.set(count) }
        if let limit = Self.fileLimit { maximumFiles.set(limit) }
        processorTime.increment(by: counted.secondsSinceLastCall())
    }

    /// Bytes in RAM: the second field of `/proc/self/statm`, in pages (proc(5)).
    public static var residentMemory: Int? {
        guard let file = fopen("/proc/self/statm", "re") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    private static var openFileCount: Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Without `.`, `..` and the directory that is being read.
        return max(0, count - 3)
    }

    private static var fileLimit: UInt? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return UInt(limit.rlim_cur)
    }
}

/// The processor time that has been counted already: the kernel gives a total, a counter takes what came since.
private final class ProcessorTime: Sendable {
    private let counted = Mutex(0.0)

    func secondsSinceLastCall() -> Double {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        let total = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        return counted.withLock { counted in
            defer { counted = max(counted, total) }
            return max(0, total - counted)
        }
    }
}
