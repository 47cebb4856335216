import ArgumentParser
import Foundation
import Settings

/// `vmgate generate-manual`, which `make install` runs: like `--generate-completion-script`, not for people.
struct GenerateManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-manual",
        abstract: "Write the manual pages of all commands into a folder.",
        discussion: """
            EXAMPLE
              vmgate generate-manual /usr/local/share/man/man1

            The pages are of the day that SOURCE_DATE_EPOCH names, in Unix seconds, or of today.
            """,
        shouldDisplay: false)

    @Argument(help: "An existing folder.", completion: .directory)
    var folder: String

    func run() throws {
        guard let program = CommandDescription.program() else {
            throw CommandFailure("the program's help cannot be read: build it with the ArgumentParser that it names.")
        }
        let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int(digits: $0) }
        let date = epoch.map { Date(timeIntervalSince1970: Double($0)) } ?? Date.now
        // As mdoc(7) has it.
        let day = date.formatted(
            Date.VerbatimFormatStyle(
                format: "\(month: .wide) \(day: .defaultDigits), \(year: .defaultDigits)",
                locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
        for page in ManualPage.all(of: program, day: day) {
            try OutputFile.write(page.text, to: "\(folder)/\(page.file)")
        }
    }
}
