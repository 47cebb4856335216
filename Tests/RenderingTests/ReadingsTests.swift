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

    @Test("a reading that no text needs is found, also one that a longer reading always stands before")
    func unused() {
        let readings = Readings([
            "PIN": "pin", "PINs": "pins", "一": "yi1", "一致": "yi1 zhi4", "致": "zhi4", "שש": "shesh",
        ])
        #expect(readings.unused(in: ["Your PIN.", "一致", "ששה", "十一"]) == ["PINs", "שש", "致"].sorted())
        #expect(readings.unused(in: ["PIN PINs 一 一致 致 שש"]) == [])
        #expect(Readings([:]).unused(in: ["PIN"]) == [])
    }

    @Test("the longest reading wins, and words stay whole", arguments: cases)
    func applied(readings: [String: String], written: String, spoken: String) {
        #expect(Readings(readings).applied(to: written) == spoken)
    }
}
