import NIOCore
import VoicemailModel
import Wire

extension Case {
    static let decoding = [
        decode("decode-ping", "PING in array form, as redis-benchmark sends it", "*1\r\n$4\r\nPING\r\n", inOneRead: 1),
        decode("decode-ping-16", "one of sixteen PINGs in one read", "*1\r\n$4\r\nPING\r\n", inOneRead: 16),
        decode("decode-settings", "SETTINGS, tagged line", "@a7 SETTINGS 1001@acme.example\r\n", inOneRead: 1),
        decode("decode-verify", "VERIFY with a source, line", "VERIFY 1001 846274 FROM +4930123456\r\n", inOneRead: 1),
    ]

    static let replying = [
        reply("reply-granted", "+GRANTED, written") {
            .granted($0.mailbox, .pinVerified, language: $0.language, mustChange: false)
        },
        reply("reply-settings", "+SETTINGS, prepared and written") {
            let defaults = SettingsDefaults(language: $0.language, timeZone: .utc)
            let settings = MailboxSettings(language: $0.language)
            return .settings(
                $0.mailbox, PreparedSettings(settings, defaults: defaults, isPINSet: true), email: nil, isLocked: false)
        },
    ]

    private static func decode(_ name: String, _ summary: String, _ request: String, inOneRead: Int) -> Case {
        Case(name: name, summary: summary) { count in
            let bytes = String(repeating: request, count: inOneRead).utf8
            var buffer = ByteBuffer()
            var decoder = RequestDecoder()
            var decoded = 0
            while decoded < count {
                buffer.clear()
                buffer.writeBytes(bytes)
                decoder.append(buffer)
                while let found = decoder.next() {
                    guard case .request = found else { throw BenchmarkError.unexpected(name) }
                    decoded += 1
                }
            }
            return decoded
        }
    }

    private struct Addressee {
        let mailbox: MailboxID
        let language: LanguageTag
    }

    private static func reply(
        _ name: String, _ summary: String, _ make: @escaping @Sendable (Addressee) -> Reply
    ) -> Case {
        Case(name: name, summary: summary) { count in
            guard let mailbox = MailboxID("1001@acme.example"), let language = LanguageTag("fr-CA") else {
                throw BenchmarkError.unexpected(name)
            }
            let addressee = Addressee(mailbox: mailbox, language: language)
            var buffer = ByteBufferAllocator().buffer(capacity: 4096)
            var written = 0
            for _ in 0..<count {
                buffer.clear()
                make(addressee).write(to: &buffer, tag: nil)
                written &+= buffer.readableBytes
            }
            return written
        }
    }
}
