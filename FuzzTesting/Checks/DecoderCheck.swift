import NIOCore
import VoicemailModel
import Wire

extension FuzzCheck {
    /// A connection's bytes: in whatever pieces they come, they mean the same, and what is held of them is bounded.
    public static let decoder = FuzzCheck(name: "decoder") { input, isThorough in
        do throws(Broken) {
            for mustOpenWithCommand in [false, true] {
                if let problem = try problem(of: input, isThorough, mustOpenWithCommand) { return problem }
            }
            return nil
        } catch {
            return error.text
        }
    }

    /// How its pieces differ from the whole.
    private static func problem(
        of input: [UInt8], _ isThorough: Bool, _ mustOpenWithCommand: Bool
    ) throws(Broken) -> String? {
        let whole = try decode([input[...]], mustOpenWithCommand)
        // Every split takes time that grows with the square of the length: long inputs are split in some places only.
        let step = isThorough || input.count <= 64 ? 1 : input.count / 16
        var ways = stride(from: 0, to: input.count, by: step).map { [input[..<$0], input[$0...]] }
        ways.append(input.indices.map { input[$0...$0] })
        for pieces in ways {
            let again = try decode(pieces, mustOpenWithCommand)
            guard again == whole else { return "in pieces \(pieces.map(\.count)): \(again), and whole: \(whole)" }
        }
        return nil
    }

    private struct Broken: Error {
        let text: String
    }

    private static func decode(
        _ pieces: [ArraySlice<UInt8>], _ mustOpenWithCommand: Bool
    ) throws(Broken) -> [String] {
        var decoder = RequestDecoder(mustOpenWithCommand: mustOpenWithCommand)
        var results: [String] = []
        var isOver = false
        for piece in pieces {
            decoder.append(ByteBuffer(bytes: piece))
            while let decoded = decoder.next() {
                guard !isOver else { throw Broken(text: "something is decoded after what is malformed") }
                if case .malformed = decoded { isOver = true }
                results.append(Rendering.text(of: decoded))
            }
            guard decoder.heldBytes <= Limits.requestBytes + 10 * (Limits.requestElements + 1) else {
                throw Broken(text: "\(decoder.heldBytes) bytes are held")
            }
        }
        if let decoded = decoder.finish() {
            guard !isOver else { throw Broken(text: "something is decoded after what is malformed") }
            results.append(Rendering.text(of: decoded))
        }
        return results
    }
}
