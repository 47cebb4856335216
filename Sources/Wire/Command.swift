public import VoicemailModel

/// The commands there are: the one table that the parser, HELP and the errors with a usage read from.
public enum Command: UInt8, CaseIterable, Sendable {
    case ping, quit, help, info, whoAmI, authenticate, select, client, hello
    case access, verify, change, checkPIN, settings, prompt, prompts, announce, messages
    case add, set, remove, reset, unlock, show, list, audit, key

    /// What HELP says about a command.
    public struct Manual: Sendable {
        /// The command word.
        public let name: String
        /// The command with its arguments.
        public let usage: String
        public let summary: String

        fileprivate init(_ usage: String, _ summary: String) {
            self.name = String(usage.prefix { $0 != " " })
            self.usage = usage
            self.summary = summary
        }
    }

    public var manual: Manual {
        switch self {
        case .ping: Manual("PING [text]", "answers PONG, or the text")
        case .quit: Manual("QUIT", "answers what is outstanding, then closes the connection")
        case .help: Manual("HELP [command]", "lists the commands, or explains one")
        case .info: Manual("INFO [REPLICATION]", "the state of the server; REPLICATION is for Redis clients that ask")
        case .whoAmI: Manual("WHOAMI", "the name and role of this connection")
        case .authenticate: Manual("AUTH [name] secret", "authenticates this connection")
        case .select: Manual("SELECT 0", "does nothing; Redis clients send it")
        case .client:
            Manual("CLIENT SETNAME name | CLIENT SETINFO attribute value", "does nothing; Redis clients send it")
        case .hello:
            Manual(
                "HELLO [2|3 [AUTH name secret] [SETNAME name]]",
                "says what this server is, and authenticates; Redis clients send it")
        case .access:
            Manual("ACCESS mailbox [FROM source [TRUSTED]]", "what this caller must do: nothing, type a PIN, or wait")
        case .verify: Manual("VERIFY mailbox pin [FROM source]", "checks a PIN; a failure is counted")
        case .change:
            Manual("CHANGE mailbox old new [FROM source]", "the caller's own PIN change; a wrong old PIN is counted")
        case .checkPIN:
            Manual("CHECKPIN pin [FOR mailbox]", "whether the PIN policy accepts this PIN; nothing is stored")
        case .settings: Manual("SETTINGS mailbox", "the settings of a mailbox")
        case .prompt:
            Manual(
                "PROMPT prompt-id FOR mailbox | PROMPT prompt-id IN language[,language...]",
                "the text of a prompt in the best available language")
        case .prompts: Manual("PROMPTS", "the available languages and prompt ids")
        case .announce:
            Manual(
                "ANNOUNCE timestamp FOR mailbox [RELATIVE] [CALLER number]"
                    + " | ANNOUNCE timestamp IN language CLOCK 12|24 [ZONE tz] [RELATIVE] [CALLER number]",
                "a date and time as it is said, and who called")
        case .messages:
            Manual(
                "MESSAGES new [saved] FOR mailbox | MESSAGES new [saved] IN language",
                "how many messages there are, as it is said")
        case .add:
            Manual("ADD mailbox [PIN pin | GENERATE | NOPIN] [field=value ...]", "adds a mailbox")
        case .set: Manual("SET mailbox field=value [field=value ...]", "changes fields of a mailbox: all or none")
        case .remove: Manual("REMOVE mailbox", "removes a mailbox")
        case .reset: Manual("RESET mailbox [PIN pin | GENERATE]", "gives a mailbox a new PIN, and unlocks it")
        case .unlock: Manual("UNLOCK mailbox | UNLOCK SOURCE source", "ends a lockout")
        case .show: Manual("SHOW mailbox", "what is known of a mailbox: its settings, its PIN's age, its failures")
        case .list:
            Manual(
                "LIST [AFTER mailbox] [COUNT n] [WHERE condition ...] [FIELDS]", "the mailboxes, page by page")
        case .audit:
            Manual(
                "AUDIT [AFTER row] [COUNT n] [MAILBOX mailbox] [SOURCE source] [SINCE timestamp] [KIND kind]"
                    + " [OUTCOME outcome] [CLIENT name]",
                "what was granted, refused and changed, page by page")
        case .key: Manual("KEY STATUS | KEY ROTATE", "what PINs are sealed with; seals them with a new key")
        }
    }

    /// What it asks of the service; nil where the connection alone is meant.
    public var operation: Operation? {
        switch self {
        case .ping, .quit, .help, .whoAmI, .authenticate, .select, .client, .hello: nil
        case .info: .information
        case .access: .access
        case .verify: .verify
        case .change: .change
        case .checkPIN: .checkPIN
        case .settings: .settings
        case .prompt: .prompt
        case .prompts: .prompts
        case .announce: .announce
        case .messages: .messages
        case .add: .add
        case .set: .set
        case .remove: .remove
        case .reset: .reset
        case .unlock: .unlock
        case .show: .show
        case .list: .list
        case .audit: .audit
        case .key: .key
        }
    }

    /// The least role that may use the command: `monitor` is anyone, `frontend` a front end or an admin.
    public var role: Role { operation?.role ?? .monitor }

    /// Whether its arguments hold a PIN or another secret, so that its bytes are to be wiped.
    var carriesSecret: Bool {
        switch self {
        case .authenticate, .hello, .verify, .change, .checkPIN, .add, .set, .reset: true
        case .ping, .quit, .help, .info, .whoAmI, .select, .client, .access, .settings, .prompt, .prompts, .announce,
            .messages, .remove, .unlock, .show, .list, .audit, .key:
            false
        }
    }

    /// The command that `word` names, in any case.
    init?(word: ByteView) {
        guard let letters = Self.packed(word.bytes) else { return nil }
        for index in 0..<Self.words.count where Self.words[index] == letters {
            self = Self.byFrequency[index]
            return
        }
        return nil
    }

    /// What front ends ask for all day is found first.
    private static let byFrequency: [Command] = {
        let frequent: [Command] = [.verify, .settings, .access, .prompt, .announce, .messages, .ping]
        return frequent + allCases.filter { !frequent.contains($0) }
    }()

    /// Every command word has eight letters or fewer, so it is one integer, and looking it up compares integers.
    private static let words: [UInt64] = byFrequency.map { command in
        var name = command.manual.name
        return name.withUTF8 { packed(UnsafeRawBufferPointer($0)) } ?? 0
    }

    /// The letters in upper case. Bytes that are no letters stay none, so that they equal no command's.
    private static func packed(_ word: UnsafeRawBufferPointer) -> UInt64? {
        // A word that begins with a space or a zero byte would be packed like the word behind it.
        guard (1...8).contains(word.count), let first = word.first, first & ~0x20 != 0 else { return nil }
        var letters: UInt64 = 0
        for byte in word {
            letters = letters << 8 | UInt64(byte & ~0x20)
        }
        return letters
    }
}

extension Request {
    /// The command that asks for this.
    public var command: Command {
        switch self {
        case .ping: .ping
        case .quit: .quit
        case .help: .help
        case .info, .replication: .info
        case .whoAmI: .whoAmI
        case .authenticate(_, _, nil): .authenticate
        case .authenticate(_, _, .some), .hello: .hello
        case .acknowledge: .client
        case .access: .access
        case .verify: .verify
        case .change: .change
        case .checkPIN: .checkPIN
        case .settings: .settings
        case .prompts: .prompts
        case .prompt: .prompt
        case .announce: .announce
        case .messages: .messages
        case .add: .add
        case .set: .set
        case .remove: .remove
        case .reset: .reset
        case .unlock, .unlockSource: .unlock
        case .show: .show
        case .list: .list
        case .audit: .audit
        case .key: .key
        case .invalid(let command, _): command
        }
    }
}
