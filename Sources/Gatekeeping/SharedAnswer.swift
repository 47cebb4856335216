/// What many ask for at a time is found out once for all of them: who asks while that is under way shares what is found out next,
/// so that nobody is told what was true before he asked. For one actor's use.
final class SharedAnswer<Value: Sendable> {
    private var isUnderWay = false
    /// Each is told the answer, or nil when it is to find out.
    private var waiting: [CheckedContinuation<Value?, Never>] = []

    var waitingCount: Int { waiting.count }

    func value(_ find: () async -> Value) async -> Value {
        if isUnderWay, let value = await withCheckedContinuation({ waiting.append($0) }) { return value }
        isUnderWay = true
        let sharing = waiting
        waiting = []
        let value = await find()
        for continuation in sharing { continuation.resume(returning: value) }
        if waiting.isEmpty {
            isUnderWay = false
        } else {
            waiting.removeFirst().resume(returning: nil)
        }
        return value
    }
}
