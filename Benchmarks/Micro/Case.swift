/// One core part at work. A case prepares itself once, then does the same thing over and over.
struct Case: Sendable {
    let name: String
    /// What one repetition does, for the table.
    let summary: String
    /// Prepares, repeats so many times, and returns a number that depends on all results, so that none is optimised away.
    let run: @Sendable (_ count: Int) throws -> Int

    static let all: [Case] = decoding + replying + ledgers + matching + announcing
}
