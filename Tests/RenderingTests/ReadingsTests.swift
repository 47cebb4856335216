import Testing

@testable import Rendering

@Suite("What a voice is told to read otherwise", .timeLimit(.minutes(5)))
struct ReadingsTests {
    static let cases: [(readings: [String: String], written: String, spoken: String)] = [
        ([:], "Your PIN.", "Your PIN."),
        (["PIN": "pin"], "Your PIN.", "Your pin."),
        (["PIN": "pin"], "Ihre PIN-Nummer, PINs", "Ihre pin-Nummer, PINs"),
        (["שש": "shesh"], "ששה שש", "ששה shesh"),
        (["二十": "nijuu", "二十日": "hatsuka", "一日": "ichinichi"], "二十日", "hatsuka"),
        (["二十": "nijuu", "二十日": "hatsuka", "一日": "ichinichi"], "二十一日", "nijuu ichinichi"),
        (["请": "qing3", "输入": "shu1 ru4"], "请输入，请。", "qing3 shu1 ru4，qing3。"),
        (["请": "qing3"], "请看请", "qing3 看 qing3"),
        (["一": "yi1"], "", ""),
    ]

    @Test("the longest reading wins, and words stay whole", arguments: cases)
    func applied(readings: [String: String], written: String, spoken: String) {
        #expect(Readings(readings).applied(to: written) == spoken)
    }
}
