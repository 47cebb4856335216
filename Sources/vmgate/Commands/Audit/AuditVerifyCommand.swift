import ArgumentParser
import AuditChain
import Foundation
import Sealing
import Settings
import StoreSQLite
import VoicemailModel

/// `vmgate audit verify`.
struct AuditVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify that no row of the audit was altered, removed, added or moved.",
        discussion: """
            EXAMPLE
              vmgate audit verify
              vmgate audit verify --config /etc/vmgate.yaml
              vmgate audit verify --database /var/lib/vmgate/vmgate.db --seal-key-file /var/lib/vmgate/vmgate.key --json

            It reads the database itself, whether a server runs or not, and asks nobody. Where PINs are sealed it needs the \
            key file too. It ends with 0 when the chain is whole, and with 1 and the first broken row when it is not.
            """)

    @Option(help: ArgumentHelp("The database (default: where the settings say).", valueName: "PATH"))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "The key file that the audit's key is sealed with (default: the one that the settings name).",
            valueName: "FILE"))
    var sealKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "A newest row as an earlier run printed it (ROW:HASH, a number, a colon and 64 hexadecimal digits): it must still be there, and the same.",
            valueName: "ROW:HASH"))
    var expect: ExpectedRow?

    @Option(
        help: ArgumentHelp("The server's settings file, which names the database and the key file.", valueName: "FILE"))
    var config: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let settings = try settings()
        let result: Result<AuditExtent, AuditBreak>
        let isKeyInDatabase: Bool
        do {
            let file = try SQLiteAuditFile(path: database ?? settings.database)
            isKeyInDatabase = try file.isKeyInDatabase()
            let ring = isKeyInDatabase ? nil : try keys(sealKeyFile ?? settings.sealKeyFile)
            result = try file.verify(ring, expecting: expect.map { [$0.mark] } ?? [])
        } catch {
            throw CommandFailure("\(error).")
        }
        switch result {
        case .success(let extent): try report(extent, isKeyInDatabase: isKeyInDatabase)
        case .failure(let broken): try report(broken)
        }
    }

    private func settings() throws(CommandFailure) -> ServeSettings {
        do {
            return try SettingsLoader(file: config, environment: ProcessInfo.processInfo.environment, flags: [:])
                .load(only: ["store.database", "seal.key_file"])
        } catch {
            throw CommandFailure(error.description, status: CommandFailure.usage)
        }
    }

    /// Nil when no file is named.
    private func keys(_ path: String?) throws -> Keyring? {
        guard let path else { return nil }
        do {
            return Keyring(try SealKeyFile(path: path).read())
        } catch let error as SealingError {
            throw SealingError("seal.key_file: \(error)")
        }
    }

    private func report(_ extent: AuditExtent, isKeyInDatabase: Bool) throws {
        let head = "\(extent.head.row):\(extent.head.hash)"
        guard !json else {
            let members: [(key: String, value: JSONText)] = [
                ("result", .string("intact")), ("rows", .number(extent.count)),
                ("removed_through", .number(Int(extent.removedThrough))), ("newest", .string(head)),
                ("key", .string(isKeyInDatabase ? "database" : "key_file")),
            ]
            return try StandardOutput.write(JSONText.object(members).text + "\n")
        }
        var text = "The audit is intact: \(extent.count) rows"
        if extent.removedThrough > 0 { text += " (rows up to \(extent.removedThrough) were removed for their age)" }
        text += ".\nNewest row: \(head)\n"
        if isKeyInDatabase {
            text += "Its key is in the database: this detects accidents, but not somebody who can write the database.\n"
        }
        try StandardOutput.write(text)
    }

    private func report(_ broken: AuditBreak) throws {
        if json {
            var members: [(key: String, value: JSONText)] = [("result", .string("broken"))]
            if let row = broken.row { members.append(("row", .number(Int(row)))) }
            members.append(("text", .string(broken.description)))
            try StandardOutput.write(JSONText.object(members).text + "\n")
        }
        throw CommandFailure(
            "the audit is broken: \(broken). Keep the database as it is, and compare it with its backups.",
            code: "BROKEN")
    }
}

/// `ROW:HASH` on the command line.
struct ExpectedRow: ExpressibleByArgument {
    let mark: AuditMark

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let row = Int(digits: String(parts[0])), parts[1].utf8.count == 64 else { return nil }
        var digits = parts[1][...]
        var bytes: [UInt8] = []
        while !digits.isEmpty {
            guard let byte = UInt8(digits.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            digits = digits.dropFirst(2)
        }
        guard let hash = AuditHash(bytes) else { return nil }
        mark = AuditMark(row: Int64(row), hash: hash)
    }
}
