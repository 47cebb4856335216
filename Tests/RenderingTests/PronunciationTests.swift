import Testing

@testable import Rendering

@Suite("What a voice cannot read is noticed", .timeLimit(.minutes(5)))
struct PronunciationTests {
    static let cases: [(voice: String, written: String, phonemes: String, isRight: Bool)] = [
        ("de", "Guten Tag", "ɡˈuːtən tˈɑːk", true),
        ("de", "Ihre Mailbox", "ˌiːrɜ (en)mˈeɪlbɒks(de)", true),
        ("el", "κωδικό PIN", "kˌoðikˈo (en)pˈiː ˈaɪ ˈɛn(el)", true),
        ("ja", "一時", "(en)tʃˈaɪniːz(ja)lˈe̞tə (en)tʃˈaɪniːz(ja)lˈe̞tə", false),
        ("ja", "いちじ", "itɕˈidʑi", true),
        ("cmn", "一日", "(en)jɪ5wˈɒ5n ɹɪ5fˈɔːɔː(cmn)", false),
        ("en-us", "one", "wˈʌn", true),
        ("de", "…", "", false),
        ("de", "…", " \n", false),
    ]

    @Test("spelling in English is no reading", arguments: cases)
    func complaint(voice: String, written: String, phonemes: String, isRight: Bool) {
        let complaint = Pronunciation.complaint(phonemes: phonemes, written: written, voice: voice)
        #expect((complaint == nil) == isRight)
    }
}
