internal import Foundation
internal import Glibc
public import Prompts
internal import SoundFiles
internal import VoicemailModel

/// What is wrong with a `voice.json`, as one sentence that names the file and the key and says what to do.
public struct VoiceProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    public let key: String?
    public let reason: String

    public var description: String {
        if let key { "\(file): \(key) \(reason)." } else { "\(file): \(reason)." }
    }
}

/// Reads a language's `voice.json`: which voice speaks its texts.
public enum VoiceFile {
    /// Without a file, the voice of the language's own name.
    public static func read(_ catalog: PromptCatalog, directory: String) throws(VoiceProblem) -> SpeakingVoice {
        let file = "\(directory)/\(catalog.language.text)/voice.json"
        switch FileBytes.read(file, maximum: Limits.voiceFileBytes) {
        case .missing:
            return SpeakingVoice(name: String(catalog.language.text.prefix { $0 != "-" }))
        case .unreadable(let reason):
            throw VoiceProblem(file: file, key: nil, reason: "cannot be read (\(reason)); mend that or remove it")
        case .bytes(let bytes, let size):
            guard size == bytes.count else {
                throw VoiceProblem(
                    file: file, key: nil, reason: "is longer than \(Limits.voiceFileBytes) bytes; shorten it")
            }
            return try voice(in: bytes, file: file)
        }
    }

    private static func voice(in bytes: [UInt8], file: String) throws(VoiceProblem) -> SpeakingVoice {
        let document: Any
        do {
            document = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        } catch {
            let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? "\(error)"
            throw VoiceProblem(file: file, key: nil, reason: "is no valid JSON (\(detail)); mend it there")
        }
        guard let members = document as? [String: Any] else {
            throw VoiceProblem(file: file, key: nil, reason: "holds no JSON object; see docs/prompts.md for its format")
        }
        for key in members.keys.sorted() where !["voice", "words_per_minute", "readings"].contains(key) {
            throw VoiceProblem(file: file, key: key, reason: "is not known; correct its name or remove it")
        }
        guard let name = members["voice"] as? String, SpeakingVoice.isName(name) else {
            throw VoiceProblem(
                file: file, key: "voice",
                reason: "must name a voice that `espeak-ng --voices` lists; write one, such as \"de\"")
        }
        return SpeakingVoice(
            name: name, wordsPerMinute: try speed(members["words_per_minute"], file: file),
            readings: try readings(members["readings"], file: file))
    }

    private static func speed(_ value: Any?, file: String) throws(VoiceProblem) -> Int {
        guard let value else { return SpeakingVoice.usualWordsPerMinute }
        guard let number = value as? NSNumber, let speed = Int(exactly: number.doubleValue),
            Limits.wordsPerMinute.contains(speed)
        else {
            let (least, most) = (Limits.wordsPerMinute.lowerBound, Limits.wordsPerMinute.upperBound)
            throw VoiceProblem(
                file: file, key: "words_per_minute",
                reason: "must be a whole number from \(least) to \(most); correct it")
        }
        return speed
    }

    private static func readings(_ value: Any?, file: String) throws(VoiceProblem) -> Readings {
        guard let value else { return Readings([:]) }
        guard let members = value as? [String: Any] else {
            throw VoiceProblem(file: file, key: "readings", reason: "must be an object of texts; write it in braces")
        }
        var readings: [String: String] = [:]
        for key in members.keys.sorted() {
            guard let text = members[key] as? String, !text.isEmpty, !key.isEmpty,
                text.utf8.count <= Limits.promptTextBytes, !text.utf8.contains(0)
            else {
                throw VoiceProblem(
                    file: file, key: "readings.\(key)", reason: "must be a text; write what the voice is to read")
            }
            readings[key] = text
        }
        return Readings(readings)
    }
}
