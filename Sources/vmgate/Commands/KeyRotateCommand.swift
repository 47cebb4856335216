import ArgumentParser
import LineClient

/// `vmgate key rotate`.
struct KeyRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Have the running server seal all PINs with a new key.",
        discussion: """
            EXAMPLE
              vmgate key rotate
              vmgate key status

            The server adds a key to its key file and reseals everything while it keeps serving; a restart continues where it \
            was. When nothing needs the old key any longer, it is removed from the file. Backups of the database from before need \
            it: keep a copy.
            """)

    @OptionGroup var admin: AdminOptions

    func run() throws {
        let reply = try admin.connect().ask(["KEY", "ROTATE"], expecting: ["KEY"])
        let key = reply["active"] ?? ""
        guard reply["rotated"] == "true" else {
            throw CommandFailure(
                "PINs are still being sealed with the key \(key): wait until `vmgate key status` says idle.")
        }
        try admin.report(
            "rotated", reply,
            "The key \(key) is active, and all PINs are being sealed with it; `vmgate key status` shows the progress."
                + "\nCopy the key file again.")
    }
}
