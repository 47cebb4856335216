import Testing

@testable import Wire

@Suite(.timeLimit(.minutes(1)))
struct LineScreeningTests {
    static let table: [(LineScreening.State, LineScreening.Line, LineScreening.Verdict, LineScreening.State)] = [
        (.unproven, .command, .answer, .proven), (.unproven, .noCommand, .end, .unproven),
        (.unproven, .foreign(.http), .end, .unproven), (.proven, .command, .answer, .proven),
        (.proven, .noCommand, .answer, .proven), (.proven, .foreign(.http), .end, .proven),
    ]

    @Test("every line in every state", arguments: table)
    func judges(
        state: LineScreening.State, line: LineScreening.Line, verdict: LineScreening.Verdict, next: LineScreening.State
    ) {
        var screening = LineScreening(mustOpenWithCommand: state == .unproven)
        #expect(screening.state == state)
        #expect(screening.judge(line) == verdict)
        #expect(screening.state == next)
    }

    @Test("blank lines and arrays prove nothing", arguments: LineScreening.State.allCases)
    func skips(state: LineScreening.State) {
        var screening = LineScreening(mustOpenWithCommand: state == .unproven)
        screening.skipBlankLine(bytes: 2)
        screening.skipBlankLine(bytes: 2)
        #expect(screening.blankBytes == 4)
        screening.skipArray()
        #expect(screening.blankBytes == nil)
        #expect(screening.state == state)
    }
}
