/// A number of bytes, written `64MiB`, `65536KiB` or in plain bytes.
package struct ByteSize: Hashable, Comparable, Sendable, CustomStringConvertible {
    private static let units: [(name: String, bytes: Int)] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]

    package let bytes: Int

    package init(bytes: Int) {
        self.bytes = bytes
    }

    /// Nil when `text` is not a whole number with `KiB`, `MiB`, `GiB` or no unit behind it, or is too large to count.
    package init?(_ text: String) {
        let unit = Self.units.first { text.hasSuffix($0.name) }
        guard let number = Int(digits: text.dropLast(unit?.name.count ?? 0)) else { return nil }
        let (bytes, overflows) = number.multipliedReportingOverflow(by: unit?.bytes ?? 1)
        guard !overflows else { return nil }
        self.bytes = bytes
    }

    /// In the largest unit that it is a whole number of.
    package var description: String {
        guard bytes > 0, let unit = Self.units.first(where: { bytes.isMultiple(of: $0.bytes) }) else {
            return String(bytes)
        }
        return "\(bytes / unit.bytes)\(unit.name)"
    }

    package static func < (left: ByteSize, right: ByteSize) -> Bool {
        left.bytes < right.bytes
    }
}
