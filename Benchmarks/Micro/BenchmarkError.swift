/// A core part did something else than it was asked, so that what was counted means nothing.
enum BenchmarkError: Error, CustomStringConvertible {
    case unexpected(String)

    var description: String {
        switch self {
        case .unexpected(let name): "\(name): not what was expected"
        }
    }
}
