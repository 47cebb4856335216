/// What one run of Argon2 costs, as an encoded hash says it: everything before the salt.
public struct HashCost: Hashable, Sendable {
    /// As in the encoded hash: `$argon2id$v=19$m=65536,t=2,p=1`.
    public let text: String
    /// KiB of memory, times passes over it.
    private let work: UInt64

    /// Nil when `encodedHash` does not begin as an Argon2 hash does. Whether it can be afforded is for the hasher to say.
    public init?(encodedHash: String) {
        let parts = encodedHash.split(separator: "$", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].isEmpty, parts[1].hasPrefix("argon2") else { return nil }
        let costs = parts[3].split(separator: ",")
        guard let memory = Self.number(in: costs, named: "m="), let passes = Self.number(in: costs, named: "t=") else {
            return nil
        }
        text = parts[0..<4].joined(separator: "$")
        work = UInt64(memory) * UInt64(passes)
    }

    private static func number(in costs: [Substring], named name: String) -> UInt32? {
        costs.first { $0.hasPrefix(name) }.flatMap { UInt32($0.dropFirst(name.count)) }
    }
}

extension HashCost: Comparable {
    /// By work; texts decide between costs that take equal work, so that the order is always the same.
    public static func < (first: HashCost, second: HashCost) -> Bool {
        (first.work, first.text) < (second.work, second.text)
    }
}

/// What the hashes of all mailboxes' PINs cost, as the store counts them.
public struct HashCosts: Sendable {
    /// How many mailboxes have a hash of each cost.
    public var counts: [HashCost: Int]
    /// Decides, with a mailbox's name, which of these costs stands for a hash that is not there.
    public var key: SecretBytes

    public init(counts: [HashCost: Int], key: SecretBytes) {
        self.counts = counts
        self.key = key
    }
}
