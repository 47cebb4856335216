import Foundation
import SoundFiles
import Testing

@Suite("vmgate say", .timeLimit(.minutes(5)))
struct SayTests {
    /// The project's catalogs.
    private static let prompts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../prompts")
        .standardized.path()

    private func say(_ arguments: [String], prompts: String = prompts) throws -> CommandRun {
        try CommandRun(["say"] + arguments + ["--prompts", prompts])
    }

    @Test("it prints what ANNOUNCE answers")
    func text() throws {
        let result = try say([
            "2026-11-23T14:17:00Z", "--in", "de-DE", "--clock", "24", "--zone", "Europe/Berlin", "--relative-to",
            "2026-12-24T12:00:00Z",
        ])
        #expect(result.status == 0)
        #expect(
            result.output == """
                language  de-DE (exact)
                date      2026-11-23
                time      15:17
                text      Montag, 23. November 2026 um 15:17
                play      weekday/1,day/23,month/11,at,hour24/15,minute/17

                """)
    }

    @Test("the year is said unless it is that of the moment to which the date is relative, or of now")
    func year() throws {
        func play(_ timestamp: String, _ more: [String] = []) throws -> String {
            try say([timestamp, "--in", "de-DE", "--clock", "24"] + more).output
        }
        #expect(
            try play("2026-11-23T14:17:00Z", ["--relative-to", "2027-01-05T12:00:00Z"]).contains(
                "month/11,year/2026,at"))
        #expect(try play("1999-11-23T14:17:00Z").contains("month/11,year/1999,at"))
        let now = Date.now.ISO8601Format()
        #expect(!(try play(now).contains("year/")))
    }

    @Test("the region of the tag that was asked for decides between regional months")
    func region() throws {
        let arguments = ["2026-11-23T14:17:00Z", "--clock", "24", "--relative-to", "2026-12-24T12:00:00Z", "--in"]
        #expect(try say(arguments + ["ar-LB"]).output.contains(",month-levant/11,"))
        #expect(try say(arguments + ["ar-EG"]).output.contains(",month/11,"))
    }

    @Test("the catalog that fits is taken, the zone is UTC by itself, and today is called so")
    func json() throws {
        let result = try say([
            "1795443420", "--in", "es-MX", "--clock", "12", "--relative-to", "2026-11-23T20:00:00Z", "--json",
        ])
        #expect(result.status == 0)
        #expect(
            result.output.hasPrefix(
                #"{"language":"es-419","match":"parent","clock":"12_HOUR_CLOCK","zone":"UTC","date":"2026-11-23","#
                    + #""time":"2:17 PM","text":"#))
        #expect(result.output.contains(#""play":["today","#))
    }

    @Test("--caller says whom the message came from, as CALLER does, and refuses what is no number")
    func caller() throws {
        let arguments = ["1795443420", "--in", "de-DE", "--clock", "24", "--zone", "Europe/Berlin", "--caller"]
        let said = try say(arguments + ["+4930123456"])
        #expect(said.status == 0)
        #expect(said.output.contains("text      Montag, 23. November 2026 um 15:17. Nachricht von +49 30 12 34 56\n"))
        #expect(said.output.contains(",minute/17,message-from,digit/plus,digit/4,digit/9,digit/3,digit/0,digit/1,"))
        #expect(try say(arguments + ["anonymous"]).output.hasSuffix(",caller/unknown\n"))
        for caller in ["alice", "+", String(repeating: "4", count: 40)] {
            let refused = try say(arguments + [caller])
            #expect(refused.status == 64)
            #expect(
                refused.errors == "vmgate: --caller is +, if any, and 1 to 32 digits, * and #, or anonymous.\n")
        }
    }

    @Test("with a sound pack it prints what an engine plays and its word for the language, as ANNOUNCE answers it")
    func pack() throws {
        let arguments = [
            "2026-11-23T09:05:00Z", "--in", "en-US", "--clock", "12", "--relative-to", "2026-12-24T12:00:00Z",
        ]
        let play = "digits/day-1,digits/mon-10,digits/20,digits/h-3,digits/at,digits/9,digits/oh,digits/5,digits/a-m"
        let lines = try say(arguments + ["--pack", "asterisk-core-sounds"])
        #expect(lines.errors == "")
        #expect(lines.output.hasSuffix("play      \(play)\nengine    en\n"), "\(lines.output)")
        let json = try say(arguments + ["--pack", "asterisk-core-sounds", "--json"]).output
        let names = play.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",")
        #expect(json.hasSuffix("\"play\":[\(names)],\"engine_language\":\"en\"}\n"), "\(json)")
    }

    @Test("a number of messages is printed as MESSAGES answers it")
    func messages() throws {
        let result = try say(["--messages", "3", "--saved", "1", "--in", "es-MX"])
        #expect(result.status == 0)
        #expect(
            result.output == """
                language  es-419 (parent)
                text      Tiene tres mensajes nuevos y un mensaje guardado.
                play      count/you-have,number/3,count/new-messages,count/and,number/1,count/saved-message

                """)
        let json = try say(["--messages", "1", "--in", "en-US", "--json"]).output
        #expect(
            json == #"{"language":"en-US","match":"exact","new":1,"text":"You have one new message.","#
                + #""play":["count/you-have","number/1","count/new-message"]}"# + "\n")
        let none = try say(["--messages", "0", "--saved", "0", "--in", "de-DE"]).output
        #expect(none.hasSuffix("text      Sie haben keine Nachrichten.\nplay      no-messages\n"))
    }

    @Test("a language that is only closest is said, unless the settings say otherwise")
    func far() throws {
        let arguments = ["say", "0", "--in", "kk", "--clock", "24", "--prompts", Self.prompts]
        #expect(try CommandRun(arguments).output.hasPrefix("language  ru-RU (far)\n"))
        let refused = try CommandRun(arguments, environment: ["VMGATE_PROMPTS_NEAR_ONLY": "true"])
        #expect(refused.status == 64)
        #expect(refused.errors == "vmgate: no catalog fits --in kk: `vmgate prompts list` lists all languages.\n")
    }

    @Test("the pack is that of the settings, unless another or none is asked for")
    func packOfSettings() throws {
        let arguments = ["2026-11-23T09:05:00Z", "--in", "sv-SE", "--clock", "24"]
        let environment = ["VMGATE_PROMPTS_PACK": "asterisk-core-sounds"]
        func say(_ more: [String]) throws -> CommandRun {
            try CommandRun(["say"] + arguments + ["--prompts", Self.prompts] + more, environment: environment)
        }
        #expect(try say([]).output.hasSuffix("\nengine    se\n"))
        #expect(try say(["--pack", "off"]).output == self.say(arguments).output)
        let wav = FileManager.default.temporaryDirectory.appending(path: "vmgate-say-\(UUID().uuidString).wav").path()
        let refused = try say(["--wav", wav])
        #expect(refused.status == 64)
        #expect(
            refused.errors
                == "vmgate: --wav joins the sounds beside the catalogs, and those of the sound pack asterisk-core-sounds"
                + " are elsewhere: add --pack off.\n")
        #expect(!FileManager.default.fileExists(atPath: wav))
    }

    @Test("a pack that is not there is named in one sentence")
    func noPack() throws {
        let arguments = ["0", "--in", "en-US", "--clock", "24", "--pack"]
        let missing = try say(arguments + ["no-such-pack"])
        #expect(missing.status == 1)
        #expect(
            missing.errors.hasSuffix(
                "/packs/no-such-pack: cannot be read as the folder of a sound pack; name an existing one with"
                    + " prompts.pack.\n"))
        let refused = try say(arguments + ["../packs"])
        #expect(refused.status == 64)
        #expect(refused.errors.hasPrefix("vmgate: --pack is \"../packs\"; it takes the name of a folder"))
    }

    static let misuses: [(arguments: [String], sentence: String)] = [
        (
            ["yesterday", "--in", "de-DE", "--clock", "24"],
            "TIMESTAMP is Unix seconds, or a time as in 2026-11-23T14:17:00Z, which yesterday is not."
        ),
        (
            ["0", "--in", "de-DE", "--clock", "24", "--relative-to", "noon"],
            "--relative-to is Unix seconds, or a time as in 2026-11-23T14:17:00Z, which noon is not."
        ),
        (["0", "--in", "en--US", "--clock", "24"], "--in is a language tag such as fr-CA, which en--US is not."),
        (
            ["0", "--in", "mk", "--clock", "24"],
            "no catalog fits --in mk: `vmgate prompts list` lists all languages."
        ),
        (
            ["0", "--in", "de-DE", "--clock", "13"],
            "--clock cannot be \"13\": it takes 12 or 24, or 12_HOUR_CLOCK or 24_HOUR_CLOCK. See `vmgate say --help`."
        ),
        (["--messages", "1000", "--in", "de-DE"], "--messages is a number from 0 to 999, which 1000 is not."),
        (
            ["--messages", "1", "--saved", "few", "--in", "de-DE"],
            "--saved is a number from 0 to 999, which few is not."
        ),
        (["0", "--in", "de-DE", "--clock", "disable"], "that clock says nothing: give --clock 12 or 24."),
        (
            ["0", "--in", "de-DE", "--clock", "24", "--zone", "Mars/Base"],
            "--zone is a name of the IANA time zone database, such as Europe/Berlin, which Mars/Base is not."
        ),
        (
            ["0", "--in", "de-DE", "--clock", "24", "--zone", "GMT+3 now"],
            "--zone is a name of the IANA time zone database, such as Europe/Berlin, which GMT+3 now is not."
        ),
    ]

    @Test("what is not known is named in one sentence", arguments: misuses)
    func misuse(arguments: [String], sentence: String) throws {
        let result = try say(arguments)
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(result.errors == "vmgate: \(sentence)\n")
    }

    @Test("a missing clip is named with what makes it, an odd one with what is wrong, and no file is left")
    func sound() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vmgate-say-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "en-US/hour24-full"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Self.prompts + "/en-US/catalog.json", toPath: folder.path() + "/en-US/catalog.json")
        let wav = folder.path() + "/out.wav"
        let arguments = [
            "2026-11-23T14:00:00Z", "--in", "en-US", "--clock", "24", "--relative-to", "2026-11-23T20:00:00Z", "--wav",
            wav,
        ]
        let tone: [Int16] = (0..<4000).map { Int16(($0 % 20 - 10) * 1000) }
        for clip in ["today", "at", "hour24-full/14"] {
            let file = "\(folder.path())/en-US/\(clip).wav"
            let without = try say(arguments, prompts: folder.path())
            #expect(without.status == 1)
            #expect(
                without.errors
                    == "vmgate: \(file) is missing: `vmgate prompts render` (`make prompts`) makes it.\n")
            var bytes = WaveFile.bytes(tone)
            bytes[22] = 2
            try Data(bytes).write(to: URL(filePath: file))
            #expect(
                try say(arguments, prompts: folder.path()).errors
                    == "vmgate: \(file) has 2 channels; save it as mono.\n")
            bytes[22] = 1
            try Data(bytes).write(to: URL(filePath: file))
        }
        #expect(!FileManager.default.fileExists(atPath: wav))
        let result = try say(arguments, prompts: folder.path())
        #expect(result.status == 0)
        #expect(result.output.hasSuffix("wav       \(wav) (1.5 s)\n"))
        let file = try WaveFile(Array(try Data(contentsOf: URL(filePath: wav))))
        #expect(file.samples == tone + tone + tone)
    }

    @Test("a file that cannot be written is said before the work")
    func unwritable() throws {
        let result = try say(["0", "--in", "en-US", "--clock", "24", "--wav", "/no/such/out.wav"])
        #expect(result.status == 1)
        #expect(
            result.errors
                == "vmgate: /no/such/out.wav cannot be written: does /no/such exist, and may you write to it?\n")
    }
}
