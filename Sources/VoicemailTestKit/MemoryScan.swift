import Glibc

/// Looks for bytes in all of this process's writable memory, also in what has been freed: the kernel reads it
/// (`/proc/self/mem`), so that nothing is touched which the program no longer owns.
///
/// The bytes themselves are never kept in one piece, or a scan would find its own.
public struct MemoryScan {
    private static let chunk = 1 << 20
    private static let mask: UInt8 = 0xA5

    private let masked: [UInt8]

    /// - Parameter bytes: what to look for, two bytes or more, made one by one, such as by a lazy map.
    public init(for bytes: some Sequence<UInt8>) {
        masked = bytes.map { $0 ^ Self.mask }
    }

    /// The bytes looked for, one by one.
    public var bytes: some Collection<UInt8> {
        masked.lazy.map { $0 ^ Self.mask }
    }

    /// How often they stand somewhere in memory; nil when memory cannot be read.
    public func occurrences() -> Int? {
        let file = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        guard file >= 0, let maps = Self.text(of: "/proc/self/maps") else { return nil }
        defer { close(file) }
        // Chunks overlap by what could stand across their border.
        let window = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk + masked.count, alignment: 16)
        let own = UInt(bitPattern: window.baseAddress)..<UInt(bitPattern: window.baseAddress) + UInt(window.count)
        defer {
            _ = window.initializeMemory(as: UInt8.self, repeating: 0)
            window.deallocate()
        }
        var found = Set<UInt>()
        for region in maps.split(separator: "\n").compactMap(Self.writableRegion) {
            for start in stride(from: region.lowerBound, to: region.upperBound, by: Self.chunk) {
                let count = pread(
                    file, window.baseAddress, min(window.count, Int(region.upperBound - start)), off_t(start))
                guard count > 0 else { continue }
                for offset in matches(in: UnsafeRawBufferPointer(rebasing: window[..<count])) {
                    // Matches in the scan's own window are copies that it has made, and do not count.
                    if !own.contains(start + UInt(offset)) { found.insert(start + UInt(offset)) }
                }
            }
        }
        return found.count
    }

    private func matches(in bytes: UnsafeRawBufferPointer) -> [Int] {
        guard let first = masked.first, let start = bytes.baseAddress else { return [] }
        var matches: [Int] = []
        var offset = 0
        while offset <= bytes.count - masked.count,
            let hit = memchr(start + offset, Int32(first ^ Self.mask), bytes.count - offset)
        {
            let at = UnsafeRawPointer(hit) - start
            guard at <= bytes.count - masked.count else { break }
            if bytes[at + 1] ^ Self.mask == masked[1],
                masked.indices.allSatisfy({ bytes[at + $0] ^ Self.mask == masked[$0] })
            {
                matches.append(at)
            }
            offset = at + 1
        }
        return matches
    }

    /// The addresses in a line such as `7f12a000-7f12b000 rw-p …`.
    private static func writableRegion(_ line: Substring) -> Range<UInt>? {
        let fields = line.split(separator: " ")
        guard fields.count >= 2, fields[1].hasPrefix("rw") else { return nil }
        let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        return ends.count == 2 ? ends[0]..<ends[1] : nil
    }

    private static func text(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65536)
        while case let count = read(file, &part, part.count), count > 0 { bytes += part.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
