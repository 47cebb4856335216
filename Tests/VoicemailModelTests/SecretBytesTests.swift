import Testing
import VoicemailModel
import VoicemailTestKit

@Suite(.timeLimit(.minutes(1)))
struct SecretBytesTests {
    @Test(
        "the bytes are gone from memory with the last reference to them",
        .disabled(if: Sanitizer.isWatching, Comment(rawValue: Sanitizer.isTooWide)))
    func isWiped() throws {
        let scan = MemoryScan(for: (0..<48).lazy.map { _ in UInt8.random(in: 1...255) })
        var secret: SecretBytes? = SecretBytes(copying: scan.bytes)
        // Found while it lives: the scan would have found what is left.
        #expect(try #require(scan.occurrences()) == 1)
        #expect(secret?.count == 48)
        secret = nil
        #expect(scan.occurrences() == 0)
    }

    @Test(
        "the bytes are lent as they were given", arguments: [[], [0], [1, 2, 255], Array(repeating: 7, count: 4096)])
    func lends(bytes: [UInt8]) {
        let secret = SecretBytes(copying: bytes)
        #expect(secret.count == bytes.count)
        #expect(secret.withUnsafeBytes { Array($0) } == bytes)
    }

    @Test("no print shows them")
    func isRedacted() {
        let secret = SecretBytes(copying: "402719".utf8)
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(["a": secret])", dumped] {
            #expect(text.contains("secret") && !text.contains("402719") && !text.contains("52"), "\(text)")
        }
    }
}
