import Testing
import VoicemailModel

@testable import LineClient

@Suite("Requests", .timeLimit(.minutes(5)))
struct RequestEncoderTests {
    private func encode(_ arguments: [LineArgument]) throws -> String {
        try RequestEncoder.encode(arguments).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test("a request is an array of bulk strings, with lengths in bytes")
    func arrayForm() throws {
        let pin = SecretBytes(copying: Array("846273".utf8))
        #expect(
            try encode(["VERIFY", "1001", .secret(pin), .text("é \"\r\n")])
                == "*4\r\n$6\r\nVERIFY\r\n$4\r\n1001\r\n$6\r\n846273\r\n$6\r\né \"\r\n\r\n")
    }

    @Test("an empty argument is kept")
    func emptyArgument() throws {
        #expect(try encode(["PING", ""]) == "*2\r\n$4\r\nPING\r\n$0\r\n\r\n")
    }

    @Test("64 arguments and 4,096 bytes fit")
    func theLargest() throws {
        #expect(throws: Never.self) {
            _ = try encode(Array(repeating: .text(String(repeating: "x", count: 64)), count: 64))
        }
        #expect(throws: Never.self) { _ = try encode([.text(String(repeating: "x", count: 4096))]) }
    }

    @Test(
        "a request over the limits is refused before anything is sent",
        arguments: [
            [LineArgument](repeating: "x", count: 65), [], [.text(String(repeating: "x", count: 4097))],
            ["VERIFY", .text(String(repeating: "x", count: 4091))],
            [.secret(SecretBytes(copying: [UInt8](repeating: 0x31, count: 4097)))],
        ])
    func tooLong(arguments: [LineArgument]) {
        #expect(throws: LineClientError.requestTooLong) { try encode(arguments) }
    }
}
