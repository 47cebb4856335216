import ArgumentParser

/// `vmgate key`.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make and change the key that PINs are sealed with.",
        discussion: """
            EXAMPLE
              vmgate key new /var/lib/vmgate/vmgate.key
              vmgate key rotate
              vmgate key status

            Name the file to the server with seal.key_file (--seal-key-file). Keep a copy of the file apart from the database: \
            without it no PIN can be verified again.
            """,
        subcommands: [KeyNewCommand.self, KeyRotateCommand.self, KeyStatusCommand.self])
}
