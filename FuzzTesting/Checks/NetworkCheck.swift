import Glibc
import VoicemailModel

extension FuzzCheck {
    /// A network in CIDR notation: what is taken is written in one way, which means the same, and holds the addresses that
    /// share its leading bits and no others. An address is taken when the C library takes it, and is the same one.
    public static let network = FuzzCheck(name: "network") { input, _ in
        guard let text = String(validating: input, as: UTF8.self), !input.contains(0) else { return nil }
        return problem(ofAddress: text) ?? problem(ofNetwork: text)
    }

    private static func problem(ofAddress text: String) -> String? {
        let address = IPAddress(text)
        let other = addressOfLibrary(text)
        guard address?.bytes == other?.bytes else {
            return
                "\(text) is \(address?.description ?? "no address") and to the C library \(other?.description ?? "none")"
        }
        guard let address else { return nil }
        return IPAddress(address.description) == address ? nil : "\(address) is not its own form"
    }

    private static func problem(ofNetwork text: String) -> String? {
        guard let network = try? Network(text) else { return nil }
        guard (try? Network(network.description)) == network else { return "\(network) is not its own form" }
        guard network.contains(network.base) else { return "\(network) does not hold its base" }
        let bits = network.base.bytes.count * 8
        guard (0...bits).contains(network.prefix) else { return "\(network) has a prefix of \(network.prefix)" }
        for bit in 0..<bits {
            var bytes = network.base.bytes
            bytes[bit / 8] ^= 0x80 >> UInt8(bit % 8)
            guard let neighbour = IPAddress(bytes: bytes) else { return "\(bytes) is no address" }
            // What falls into the IPv4 addresses that are mapped into IPv6 is one of them.
            guard neighbour.bytes.count == bytes.count else { continue }
            guard network.contains(neighbour) == (bit >= network.prefix) else {
                return "\(network) \(bit < network.prefix ? "holds" : "does not hold") \(neighbour)"
            }
        }
        return nil
    }

    private static func addressOfLibrary(_ text: String) -> IPAddress? {
        let isSixteen = text.contains(":")
        var bytes = [UInt8](repeating: 0, count: isSixteen ? 16 : 4)
        return inet_pton(isSixteen ? AF_INET6 : AF_INET, text, &bytes) == 1 ? IPAddress(bytes: bytes) : nil
    }
}
