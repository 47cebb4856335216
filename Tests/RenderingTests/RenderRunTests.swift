import Foundation
import SoundFiles
import Testing

@testable import Rendering

/// With espeak-ng and sox themselves.
@Suite("What has no sound is rendered", .timeLimit(.minutes(5)))
struct RenderRunTests {
    @Test("every prompt and clip gets a file that a telephone plays, and a second run has nothing to do")
    func everything() async throws {
        let folder = try SoundFolder()
        let first = try await folder.render()
        #expect(first.failures == [])
        #expect(first.rendered == first.needed)
        #expect(first.needed > 170)
        let report = try folder.report()
        #expect(report.gaps(isSoundWanted: true) == [])
        #expect(report.rendered == first.needed)
        let before = try folder.bytes("weekday/1.wav")
        let second = try await folder.render()
        #expect(second.rendered == 0)
        #expect(second.failures == [])
        #expect(try folder.bytes("weekday/1.wav") == before)
        // As loud as all others, and without long silence at its ends.
        let samples = try WaveFile(before).samples
        #expect(abs(Loudness.level(of: samples) - 3277) < 700)
        let isHeard = { (sample: Int16) in sample.magnitude > 300 }
        #expect(samples.prefix(800).contains(where: isHeard))
        #expect(samples.suffix(1600).contains(where: isHeard))
    }

    @Test("a text that has changed is rendered again, and no other")
    func changedText() async throws {
        let folder = try SoundFolder()
        _ = try await folder.render()
        try folder.writeCatalog { isPrompt, key in
            key == "goodbye" ? "Auf Wiederhören" : isPrompt ? "Willkommen" : "eins"
        }
        #expect(try folder.report().stale == ["goodbye"])
        #expect(try folder.report().gaps(isSoundWanted: false).count == 1)
        #expect(try await folder.render().rendered == 1)
        #expect(try folder.report().stale == [])
    }

    @Test("a recording wins over a rendered sound, and is never overwritten, whatever its text becomes")
    func recording() async throws {
        let folder = try SoundFolder()
        let recording = SoundFolder.recording()
        try folder.write(recording, to: "goodbye.wav")
        _ = try await folder.render()
        try folder.write(recording, to: "weekday/1.wav")
        try folder.writeCatalog { _, _ in "zwei" }
        let summary = try await folder.render()
        #expect(summary.recorded == 2)
        #expect(summary.rendered == summary.needed - 2)
        #expect(try folder.bytes("goodbye.wav") == recording)
        #expect(try folder.bytes("weekday/1.wav") == recording)
        let report = try folder.report()
        #expect(report.recorded == 2)
        #expect(report.gaps(isSoundWanted: true) == [])
    }

    @Test("a recording at the wrong rate is left, and named")
    func wrongRate() async throws {
        let folder = try SoundFolder()
        let recording = SoundFolder.recording(rate: 44_100)
        try folder.write(recording, to: "goodbye.wav")
        _ = try await folder.render()
        #expect(try folder.bytes("goodbye.wav") == recording)
        let sentence =
            "\(folder.path)/de-DE/goodbye.wav has 44100 samples a second and would be played at the wrong speed;"
            + " save it with 8000."
        #expect(try folder.report().gaps(isSoundWanted: false) == [sentence])
        #expect(SoundReport.oddForms(in: folder.path).map(\.description) == [sentence])
    }

    @Test("what is missing, left over or unknown is told apart")
    func others() async throws {
        let folder = try SoundFolder()
        _ = try await folder.render()
        try folder.write(try folder.bytes("hour24/3.wav"), to: "hour24/24.wav")
        try folder.write(SoundFolder.recording(), to: "enter_pin.wav")
        try folder.write(Array("RIFF".utf8), to: ".enter-pin.wav.part")
        try folder.remove("at.wav")
        let report = try folder.report()
        #expect(report.missing == ["at"])
        #expect(report.odd.map(\.file) == ["\(folder.path)/de-DE/enter_pin.wav"])
        let summary = try await folder.render()
        #expect(summary.rendered == 1)
        #expect(summary.removed == 1)
        #expect(!folder.has("hour24/24.wav"))
        #expect(folder.has("enter_pin.wav"))
    }

    @Test("a text that the voice cannot read is named, and the others are rendered")
    func unreadable() async throws {
        let folder = try SoundFolder("ja-JP", prompt: "留守", clip: "いち")
        let summary = try await folder.render()
        #expect(summary.failures.count == 26)
        #expect(
            summary.failures.contains(
                "\(folder.path)/ja-JP/goodbye.wav is not read but spelt in English by the voice ja;"
                    + " give its reading in voice.json."))
        #expect(summary.rendered == summary.needed - 26)
        try folder.write(#"{"voice":"ja","readings":{"留守":"るす"}}"#, to: "voice.json")
        #expect(try await folder.render().failures == [])
    }

    @Test("a voice that espeak-ng does not have is said")
    func noVoice() async throws {
        let folder = try SoundFolder()
        try folder.write(#"{"voice":"tlh"}"#, to: "voice.json")
        let failures = try await folder.render().failures
        #expect(failures.allSatisfy { $0.contains("espeak-ng failed with 1: ") })
        #expect(!failures.isEmpty)
    }

    @Test("a clip that is missing is named with what makes it")
    func sentence() async throws {
        let folder = try SoundFolder()
        _ = try await folder.render()
        let catalog = try folder.catalog()
        let one = try WaveFile(folder.bytes("hour24/3.wav")).samples
        let both = try SpokenSentence.samples(["hour24/3", "minute/4"], of: catalog, directory: folder.path)
        #expect(both == one + one)
        try folder.remove("minute/4.wav")
        let failure = #expect(throws: SpokenSentence.Failure.self) {
            try SpokenSentence.samples(["hour24/3", "minute/4"], of: catalog, directory: folder.path)
        }
        #expect(
            failure?.description
                == "\(folder.path)/de-DE/minute/4.wav is missing: `vmgate prompts render` (`make prompts`) makes it.")
    }
}
