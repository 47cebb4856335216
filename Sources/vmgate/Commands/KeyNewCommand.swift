import ArgumentParser
import Sealing

/// `vmgate key new`.
struct KeyNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a key file with a new key, readable to its owner alone; no server is needed.",
        discussion: """
            EXAMPLE
              vmgate key new /var/lib/vmgate/vmgate.key

            Run it as the user that the server runs as. An existing file is never overwritten.
            """)

    @Argument(help: "The file to make.", completion: .file())
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        do {
            let key = try SealKeyFile(path: file).create()
            let members: [(key: String, value: JSONText)] = [
                ("result", .string("created")), ("file", .string(file)), ("key", .string(key.id.text)),
            ]
            let sentence = "Made \(file) with the key \(key.id). Keep a copy of it apart from the database."
            try StandardOutput.write((json ? JSONText.object(members).text : sentence) + "\n")
        } catch let error as SealingError {
            throw CommandFailure("\(error).")
        }
    }
}
