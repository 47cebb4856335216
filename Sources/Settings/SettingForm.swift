/// How the values of a kind of setting are written.
package struct SettingForm: Sendable {
    /// What stands for the value in the help: `FILE`.
    package var placeholder: String
    /// What is accepted, to follow "it takes".
    package var accepts: String
    /// A text of each sort that is accepted, and of each that is not, for the table test.
    package var examples: (taken: [String], refused: [String])
    /// Whether the settings file shows it in quotes.
    var isQuoted = true
    /// Whether it may have any number of values, separated by commas where they are one text.
    package var isList = false
    /// Whether its values are true and false, and its flag has none.
    package var isSwitch = false
    /// The values, when these are few words.
    package var choices: [String] = []
    /// What was meant by a text that is not accepted, to follow a colon; nil where there is nothing to guess.
    var hint: @Sendable (String) -> String? = { _ in nil }
}
