/// In which sentences sounds stand, and where in them.
struct SoundPlaces {
    /// A sentence around a sound.
    struct Example {
        var before: ArraySlice<String> = []
        var after: ArraySlice<String> = []

        var place: StudioScript.Place {
            switch (before.isEmpty, after.isEmpty) {
            case (true, true): .alone
            case (true, false): .first
            case (false, false): .middle
            case (false, true): .last
            }
        }
    }

    private var examples: [String: Example] = [:]
    private var places: [String: Set<StudioScript.Place>] = [:]

    /// - Parameter sentences: names of sounds, each in its order.
    init(_ sentences: [[String]]) {
        for sentence in sentences {
            for (index, name) in sentence.enumerated() {
                let example = Example(before: sentence[..<index], after: sentence[(index + 1)...])
                places[name, default: []].insert(example.place)
                if examples[name] == nil { examples[name] = example }
            }
        }
    }

    /// The first sentence with the sound; the sound alone when there is none.
    func example(of name: String) -> Example {
        examples[name] ?? Example()
    }

    /// Everywhere that the sound stands, in the order of a sentence.
    func places(of name: String) -> [StudioScript.Place] {
        StudioScript.Place.allCases.filter { places[name]?.contains($0) ?? false }
    }
}
