/// What the phonemes tell of how a text was read.
enum Pronunciation {
    /// What is wrong with how the text was read, as the end of a sentence that begins with the text's name; nil when it may
    /// be right.
    ///
    /// What a voice cannot read, espeak-ng spells with its English voice ("Chinese letter"), and says so in the phonemes: `(en)`.
    /// Words in Latin letters may rightly be read so: a text may have as many such places as it has such words.
    static func complaint(phonemes: String, written: String, voice: String) -> String? {
        guard phonemes.contains(where: { $0.isLetter }) else {
            return "is not spoken at all by the voice \(voice); name another one, or give its reading in voice.json"
        }
        guard !voice.hasPrefix("en") else { return nil }
        let places = phonemes.ranges(of: "(en)").count
        let words = written.split { !$0.isLetter && !$0.isNumber }.count { word in
            word.unicodeScalars.contains {
                ("A"..."Z").contains($0) || ("a"..."z").contains($0) || ("0"..."9").contains($0)
            }
        }
        guard places > words else { return nil }
        return "is not read but spelt in English by the voice \(voice); give its reading in voice.json"
    }
}
