import Testing
import VoicemailModel

@testable import LineClient

@Suite("The wiped buffer", .timeLimit(.minutes(5)))
struct WipedBufferTests {
    @Test("what does not fit is not appended in part")
    func keepsItsBound() {
        var buffer = WipedBuffer(capacity: 4)
        let fits = [buffer.append([1, 2, 3]), buffer.append([4, 5]), buffer.append([4])]
        let bytes = buffer.withUnsafeBytes { Array($0) }
        #expect(fits == [true, false, true])
        #expect(bytes == [1, 2, 3, 4])
    }

    @Test("the last byte can be looked at and taken back")
    func removesTheLast() {
        var buffer = WipedBuffer(capacity: 4)
        var last = [buffer.last]
        _ = buffer.append([1, 2])
        last.append(buffer.last)
        buffer.removeLast()
        last.append(buffer.last)
        #expect(last == [nil, 2, 1])
        let secret = buffer.secret()
        #expect(secret.withUnsafeBytes { Array($0) } == [1])
    }
}
