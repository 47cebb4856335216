/// What happens when, in virtual time: one thing after another, those of the same moment in the order in which they were planned.
final class Agenda {
    /// What is over takes its plans with it.
    final class Life {
        private(set) var isOver = false

        func end() { isOver = true }
    }

    final class Plan {
        fileprivate let time: Duration
        fileprivate let life: Life?
        fileprivate var action: (() -> Void)?

        fileprivate init(time: Duration, life: Life?, action: @escaping () -> Void) {
            self.time = time
            self.life = life
            self.action = action
        }

        func cancel() { action = nil }
    }

    /// Since the beginning.
    private(set) var now = Duration.zero
    private(set) var steps = 0
    /// The next one last.
    private var plans: [Plan] = []

    @discardableResult
    func plan(at time: Duration, for life: Life? = nil, _ action: @escaping () -> Void) -> Plan {
        let plan = Plan(time: max(time, now), life: life, action: action)
        var (low, high) = (0, plans.count)
        while low < high {
            let middle = (low + high) / 2
            if plans[middle].time > plan.time { low = middle + 1 } else { high = middle }
        }
        plans.insert(plan, at: low)
        return plan
    }

    @discardableResult
    func plan(in delay: Duration, for life: Life? = nil, _ action: @escaping () -> Void) -> Plan {
        plan(at: now + delay, for: life, action)
    }

    /// Has the next thing happen that is planned until `end`. False when there is none: then it is `end`.
    func step(until end: Duration) -> Bool {
        while let plan = plans.last, plan.time <= end {
            plans.removeLast()
            guard let action = plan.action, plan.life?.isOver != true else { continue }
            now = plan.time
            steps += 1
            action()
            return true
        }
        now = max(now, end)
        return false
    }
}
