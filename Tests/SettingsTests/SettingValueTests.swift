import Testing
import VoicemailModel

@testable import Settings

@Suite("Values of settings", .timeLimit(.minutes(5)))
struct SettingValueTests {
    @Test(
        "a size is read in bytes, KiB, MiB and GiB",
        arguments: [
            ("0", 0), ("8192", 8192), ("8KiB", 8192), ("65536KiB", 67_108_864), ("64MiB", 67_108_864),
            ("2GiB", 2_147_483_648),
        ])
    func sizes(text: String, bytes: Int) {
        #expect(ByteSize(text)?.bytes == bytes)
    }

    @Test(
        "what is no size is refused",
        arguments: [
            "", "MiB", "64MB", "64mib", "64 MiB", "-1", "+1", "01", "1.5MiB", "1e3", "9999999999999GiB",
            "99999999999999999999", "٦٤MiB", "64MiBKiB",
        ])
    func noSizes(text: String) {
        #expect(ByteSize(text) == nil)
    }

    @Test("a size is shown in its largest whole unit", arguments: [(8192, "8KiB"), (8193, "8193"), (1 << 30, "1GiB")])
    func shownSizes(bytes: Int, text: String) {
        #expect(ByteSize(bytes: bytes).description == text)
    }

    @Test("a language is taken with either mark between its parts, and shown in its canonical form")
    func languages() {
        let kind = SettingKind<LanguageTag>.language
        for text in ["en-US", "en_US", "EN_us"] { #expect(kind.read([text]).map(kind.show) == ["en-US"]) }
        #expect(kind.read(["en__US"]) == nil)
    }

    @Test(
        "an address and port are accepted",
        arguments: ["127.0.0.1:8746", "127.255.0.9:0", "[::1]:65535", "localhost:1"])
    func addresses(text: String) {
        #expect(HostAndPort(text)?.description == text)
    }

    @Test(
        "any other address is refused",
        arguments: [
            "", ":", ":8746", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:08746",
            "::1:8746", "[127.0.0.1]:1", "[::1]", "127.0.0.1.1:1",
            "127.0.0:1", "127.0.0.256:1", "localhost.example.com:1", " 127.0.0.1:1", "127.0.0.1:1 ",
        ])
    func noAddresses(text: String) {
        #expect(HostAndPort(text) == nil)
    }
}
