/// Every fixed bound of the service, in one place, each with its reason. What an operator may want to change is a
/// setting instead (see `docs/settings.md`).
public enum Limits {
    /// Bytes of one request, line or array form, without its line end. A mailbox, two PINs and a handful of settings
    /// fit many times over; more is a mistake or an attack.
    public static let requestBytes = 4096
    /// Bulk strings in one array-form request.
    public static let requestElements = 64
    /// Characters of a `@tag`.
    public static let tagLength = 1...32
    /// Characters of a client's name.
    public static let clientNameLength = 1...32
    /// AUTHs that may wait because others from their address are being checked: a pool of connections comes all at once.
    public static let waitingAuthentications = 1024
    /// Seconds within which an AUTH is answered. A client that restarts opens many connections at once, and has the time.
    public static let authenticationSeconds = 10
    /// Seconds without a request after which a connection that has not authenticated is closed: it holds a place that a
    /// client could have.
    public static let unauthenticatedIdleSeconds = 30
    /// Failed AUTHs that may come at once, and the time in which one of them is forgotten.
    ///
    /// No more than `burst` are ever remembered, however many there were: whoever is refused because of them waits for one such
    /// time at the most. Without that, an hour of guesses from elsewhere would keep a client out that has mistyped once.
    public struct FailureAllowance: Sendable, Hashable {
        public let burst: Int64
        public let milliseconds: Int64
    }
    /// Of one name from one address: ten guesses a minute. A client's secret is long, and who types one mistypes it a few times.
    public static let failuresOfNameFromAddress = FailureAllowance(burst: 10, milliseconds: 6000)
    /// Of all names from one address, which several clients may share: forty a minute.
    public static let failuresFromAddress = FailureAllowance(burst: 40, milliseconds: 1500)
    /// Of one name from all addresses, for those that have just failed at it: a hundred a minute. It slows down who guesses from
    /// many addresses, and no more than slows down the client whose name it is.
    public static let failuresOfName = FailureAllowance(burst: 100, milliseconds: 600)
    /// Addresses and names whose failed AUTHs are remembered, of each; the least recent are forgotten first.
    public static let authenticationMeters = 65_536
    /// Characters of a mailbox number.
    public static let mailboxNumberLength = 1...32
    /// Characters of a mailbox context (a DNS label's length).
    public static let mailboxContextLength = 1...64
    /// Characters of a source.
    public static let sourceLength = 1...64
    /// Digits, `*` and `#` of a caller's number. Those of E.164 have 15 digits at most, a prefix and an extension come on top, and
    /// an extension may be as long as a mailbox's number.
    public static let callerNumberLength = 1...32
    /// Characters of a BCP 47 tag. RFC 5646 §4.4.1 asks for at least 35.
    public static let languageTagLength = 1...100
    /// Languages in one `PROMPT … IN a,b,c` list.
    public static let languagePreferences = 16
    /// Messages of one kind that MESSAGES says: nobody has as many as a thousand, and no caller would listen to it.
    public static let messageCount = 0...999
    /// Bytes of one text of a catalog. A caller listens to a prompt for seconds; more is a mistake of the file.
    public static let promptTextBytes = 1000
    /// Bytes of one name of a recording in a sound pack: a path that any file system has room for.
    public static let soundNameBytes = 200
    /// Milliseconds that one clip or prompt lasts: the shortest word is longer, and nobody listens to a prompt for a minute.
    public static let soundMilliseconds = 100...60_000
    /// Bytes that are read of a sound file. A minute in the format of the telephone takes 960,000.
    public static let soundFileBytes = 2 << 20
    /// Bytes of a sound file's beginning in which its header stands.
    public static let soundHeaderBytes = 4096
    /// Bytes of a `voice.json`: a reading for every text of a catalog takes a few dozen thousand.
    public static let voiceFileBytes = 1 << 20
    /// Words a minute that a rendered voice may speak: what espeak-ng takes.
    public static let wordsPerMinute = 80...450
    /// Requested languages whose match a matcher keeps. Front ends ask for a few dozen; what is beyond is forgotten.
    public static let rememberedMatches = 1024
    /// Voices (language, clock and zone) that are kept prepared. Mailboxes have few among them; what is beyond is forgotten.
    public static let rememberedVoices = 1024
    /// Characters of an IANA time zone name.
    public static let timeZoneLength = 1...64
    /// Octets of an e-mail address (RFC 5321 §4.5.3.1.3: a path of 256 less its angle brackets).
    public static let emailLength = 3...254
    /// Digits of a PIN.
    public static let pinLength = 6...10
    /// Bytes that a caller may have typed to be compared with a PIN's hash: other systems have PINs of other lengths than ours,
    /// and what came as their hash is compared as it is.
    public static let candidateLength = 1...64
    /// Last PINs of a mailbox that a new one can be held against: each but the one in force costs a hash.
    public static let pinHistory = 0...24
    /// Bytes of a blocklist file: every PIN of six digits fits twice.
    public static let blocklistBytes = 16 << 20
    /// Characters of an encoded Argon2 string. libsodium's own have at most 127, and it verifies longer ones: the `argon2`
    /// program takes salts of any length, as vaultwarden's documentation shows, and a salt and a hash of 64 bytes fit in here.
    public static let encodedHashLength = 1...255
    /// Mailboxes on one page of LIST: the page must stay one short line.
    public static let listPage = 1...1000
    /// Mailboxes on a page of LIST when COUNT is left out.
    public static let listPageDefault = 100
    /// Mailboxes on one page of LIST with FIELDS: a line of some 90 KiB at the most.
    public static let listPageWithFields = 1...100
    /// Mailboxes that are looked at for one page of LIST, or counted in one read: some milliseconds' worth, as other pages wait
    /// meanwhile.
    public static let mailboxesLookedAt = 1000
    /// Rows of the audit on one page of AUDIT: the page must stay one line that a client reads in one go.
    public static let auditPage = 1...100
    /// Rows on a page of AUDIT when COUNT is left out.
    public static let auditPageDefault = 20
    /// Rows that are looked at for one page, so that a rare mailbox keeps the reader for milliseconds only.
    public static let auditRowsLookedAt = 10_000
    /// Bytes that the database's log may have before the writer sees to it that it starts over. It usually has a quarter.
    public static let logBytes = 64 << 20
    /// Single rows that are asked of the store at once, for all clients: some milliseconds' worth, after which it is the turn of
    /// whoever has come in between. More at once would be read no faster.
    public static let rowsReadAtOnce = 128
    /// Single rows that wait to be read for one client: one for each request that it may have unanswered, whatever front end those
    /// come by. What is beyond is told BUSY.
    public static let waitingRows = requestsPerClient
    /// Pages of LIST and AUDIT that wait to be read for one client. A page takes some milliseconds, so that the last of these is
    /// read in time; what is beyond is told BUSY.
    public static let waitingPages = 64
    /// Milliseconds after which a client that was told so may ask again: what waited before it is read by then.
    public static let readRetryMilliseconds: Int64 = 250
    /// Times that a row of the database may have, in milliseconds since 1970: the years 0 to 9999, as RFC 3339 writes them. What is
    /// beyond was not written by this program.
    public static let storedMilliseconds: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
    /// What a row of the database may count: no table has as many rows, and no mailbox as many failures.
    public static let storedCount: ClosedRange<Int64> = 0...1 << 40
    /// Bytes of one value of the database. None that this program writes is longer than four requests; a longer one is not copied.
    public static let storedValueBytes = 16_384
    /// Bytes of one row of the database that SQLite may take into memory.
    public static let storedRowBytes: Int32 = 4 << 20
    /// Different costs of hashes that a start reads. Machines and hands together have made a dozen.
    public static let hashCosts = 1024
    /// Milliseconds by which the newest row may be ahead of a clock that is believed to be behind: a century. A machine without a
    /// battery begins in 1970, and a row that is further ahead is nonsense.
    public static let clockLeadMilliseconds: Int64 = 3_155_760_000_000
    /// Milliseconds between two looks at whether the served files are still there: somebody who reads `/readyz` a second later
    /// is told.
    public static let fileLookMilliseconds = 400
    /// Bytes of addresses that the server needs besides those of the hashes' memory: the stacks of its threads, and what malloc sets
    /// aside for each. Ten times as much as is ever in use.
    public static let addressSpaceBytes: UInt64 = 1 << 30
    /// Days that the audit is kept when nothing else is said: a year, and a month to look into what happened then.
    public static let auditDays = 400
    /// Bytes that the database may have before nothing more is done that must be audited: 50 million rows, which are 125,000 logins a
    /// day for `auditDays`, and less than the smallest disk that a server has today.
    public static let auditBytes = 8 << 30
    /// The same, as it can be configured. A new database has some 200 KiB.
    public static let auditBytesRange = (1 << 20)...(512 << 30)
    /// Seconds in which the repeats of one grant or denial that cost no hash share a row. A crash loses their count: so long that a
    /// flood makes few rows, and so short that little is lost, and that who looks for a flood sees it.
    public static let auditRepeatSeconds: Int64 = 10
    /// Rows a second of answers to one client that cost no hash; beyond, they share rows that name no mailbox. The lines of a PBX
    /// rarely see as many calls, and an hour of a flood is 180,000 rows of at most 400 bytes, 70 MiB.
    public static let auditRowsPerSecond: Int64 = 50
    /// The same at once: what has come together while a PBX was out of reach.
    public static let auditRowsAtOnce: Int64 = 500
    /// Both, as a meter takes them.
    public static let auditRowsOfClient = FailureAllowance(
        burst: auditRowsAtOnce, milliseconds: 1000 / auditRowsPerSecond)
    /// Grants and denials whose repeats are counted apart at once, half a kilobyte each: those of 16 clients that flood. Beyond, they
    /// share rows as well.
    public static let talliedRepeats = 16_384
    /// Milliseconds beyond `hash.deadline_ms` within which everything is answered, whatever the disk does: what ended in
    /// time has this long to be written. Front ends hang up after three seconds.
    public static let answerGraceMilliseconds = 250
    /// Seconds that a change which nobody waits for may wait to be written.
    public static let commitSeconds = 5
    /// Answers that are kept for clients that may not have heard them, and seconds for which each is. Every one took a hash,
    /// and there are not as many in ten seconds.
    public static let keptAnswers = 4096
    public static let keptAnswerSeconds = 10
    /// ADDs and RESETs that are under way at once, and hash side by side; others wait for their turn. Enough to keep the cores
    /// busy while some are being written, and few beside the logins in the queue.
    public static let administrationsAtOnce = 32
    /// Requests that are answered by a task of their own, at once: INFO, SHOW and what admins change.
    public static let tasksAtOnce = 64
    /// Most requests that may wait for one mailbox's attempts in flight. A caller types one PIN at a time; what is
    /// beyond is a flood, and is told BUSY before it takes the places of others.
    public static let waitingPerMailbox = 64
    /// Seconds that one hash may take beyond its deadline: the dearest that is accepted, on a machine that stood still. An attempt
    /// that nobody settles counts as failed afterwards.
    public static let longestHashSeconds: Int64 = 10
    /// Attempts on one mailbox that may be hashed at once, however many it allows. Guesses at one mailbox through many
    /// connections would else take the turns of everybody: with as many attempts as are usual, this changes nothing.
    public static let reservedPerMailbox = 8
    /// Seconds for which an attempt may be out: as long as the longest `hash.deadline_ms`, and half of that to be written. One that
    /// is said to be out for longer was written under a clock that was ahead.
    public static let reservationSeconds: Int64 = 900
    /// Most requests that may wait for one source's attempts in flight: as many as the default hashing queue holds.
    public static let waitingPerSource = 256
    /// Unknown mailboxes whose failed attempts are kept. Filling it takes a hash for each. Lockouts in force go last.
    public static let unknownMailboxes = 100_000
    /// Sources whose failures are kept. Those with the fewest in their window go first, and what is locked last: to push one out
    /// takes as many failures of each of nearly all others, within the window. Whoever can make those has had that many guesses;
    /// a new source is let in all the same, as otherwise whoever makes up sources could lock everybody out.
    public static let sources = 100_000
    /// Mailboxes that are kept in memory with their PIN's hash and their attempts, a kilobyte each: those that were asked for
    /// recently.
    public static let cachedMailboxes = 100_000
    /// Other mailboxes whose settings alone are kept in memory, some 50 bytes each, and 100 more for an address.
    public static let quietMailboxes = 2_000_000
    /// Different settings (addresses apart) whose answers are kept prepared. Mailboxes have few among them; what is beyond is
    /// forgotten.
    public static let rememberedKinds = 4096
    /// Longest lockout that can be configured, in seconds (a year).
    public static let lockoutSeconds: Int64 = 31_536_000
    /// Open files that front ends' connections may not take: some 30 for the database, the event loop and the log, and a few
    /// each for admins and for connections that are being refused. With all taken the admin could not get in to see why.
    public static let reservedFiles = 48
    /// Connections to the metrics endpoint: one or two Prometheus servers and a load balancer's checks are a handful. Where all are
    /// taken, those give way that have asked nothing yet.
    public static let metricsConnections = 32
    /// Seconds within which a request for metrics must have come whole: whoever asks sends it at once.
    public static let metricsRequestSeconds = 2
    /// Seconds that whoever has asked for metrics has to take them.
    public static let metricsAnswerSeconds = 10
    /// Refused connections that are given the time to read why; what is beyond is closed at once.
    public static let lingeringRefusals = 8
    /// Bytes that are read from one connection at once: what waits for its turn is in memory.
    public static let bytesPerRead = 16_384
    /// Requests of one client, or of one machine where nobody has a name, that may be unanswered before it is not read from: more
    /// than can be hashed in time, and than a hundred front ends have on one machine.
    public static let requestsPerClient = 4096
    /// Requests of all clients that may be unanswered: at some four kilobytes each, 64 MiB.
    public static let requestsInAll = 16_384
    /// Requests that a client may have unanswered whatever the others have.
    public static let requestsAlways = 64
    /// Requests that a connection may have unanswered whatever others have: ten thousand connections with so many are a few dozen
    /// megabytes.
    public static let requestsPerConnectionAlways = 2
    /// Requests of a connection that may be unanswered before it has said who it is: a client's greeting has a handful.
    public static let requestsOfStranger = 16
    /// Bytes of input that waits, and of replies that were not taken, of one client.
    public static let heldBytesPerClient = 16 << 20
    /// The same of all clients.
    public static let heldBytesInAll = 64 << 20
    /// Bytes that a client may have so whatever the others have.
    public static let heldBytesAlways = 256 << 10
    /// Seconds within which a stopping server has answered what it had accepted.
    public static let drainSeconds = 10
}
