/// The clips that a caller's number is said with: one for each character of it.
public enum DigitClip {
    /// Where they are in `clips`.
    static let family = "digit"

    /// Their names in that family.
    static let names = (0...9).map(String.init) + ["plus", "star", "hash"]

    /// The name of the clip of a character, such as `digit/5` or `digit/plus`; nil when no number has that character.
    public static func name(of character: Character) -> String? {
        switch character {
        case "0"..."9": "\(family)/\(character)"
        case "+": "\(family)/plus"
        case "*": "\(family)/star"
        case "#": "\(family)/hash"
        default: nil
        }
    }
}
