internal import Dispatch
internal import Synchronization

/// Does the same for all of a list on all cores; the results are in the order of the list.
func inParallel<Element: Sendable, Outcome: Sendable>(
    _ list: [Element], _ body: @Sendable (Element) -> Outcome
) -> [Outcome] {
    let outcomes = Mutex([Outcome?](repeating: nil, count: list.count))
    DispatchQueue.concurrentPerform(iterations: list.count) { index in
        let outcome = body(list[index])
        outcomes.withLock { $0[index] = outcome }
    }
    return outcomes.withLock { $0 }.compactMap { $0 }
}
