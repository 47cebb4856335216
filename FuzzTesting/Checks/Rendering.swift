import VoicemailModel
import Wire

/// What was decoded as text, so that two results can be compared in all that they hold, secrets included.
enum Rendering {
    static func text(of decoded: DecodedRequest) -> String {
        switch decoded {
        case .request(let tag, let request): "\(tag?.description ?? "") \(text(of: request))"
        case .rejected(let tag, let error, _): "\(tag?.description ?? "") rejected \(error)"
        case .malformed(let error, let tag): "\(tag?.description ?? "") malformed \(error)"
        }
    }

    /// By reflection, so that a new kind of request needs nothing here.
    private static func text(of value: Any) -> String {
        if let secret = value as? SecretBytes {
            return secret.withUnsafeBytes { $0.map { String($0, radix: 16) }.joined(separator: ".") }
        }
        // HELLO's reply depends on the form of the request, and what it asks does not.
        if value is RequestForm { return "" }
        let children = Mirror(reflecting: value).children
        guard !children.isEmpty else { return "\(value)" }
        return "(" + children.map { "\($0.label ?? ""):\(text(of: $0.value))" }.joined(separator: ",") + ")"
    }
}
