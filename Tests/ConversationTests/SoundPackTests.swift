import Foundation
import Testing
import VoicemailTestKit

/// A server with a sound pack, as a front end sees it.
@Suite("Sound packs", .timeLimit(.minutes(5)))
struct SoundPackTests {
    @Test("PROMPT and ANNOUNCE say what an engine plays and in which language of its own; without a pack they do not")
    func replies() throws {
        let server = try ServerProcess(ServerProcess.cheap + ["--pack", "asterisk-core-sounds"])
        let client = try server.connect()
        // The second time the reply is one that was prepared.
        for _ in 1...2 {
            #expect(
                try client.say("PROMPT enter-pin IN en-AU")
                    == "+PROMPT id=enter-pin requested=en-AU language=en-GB match=sibling file=en-GB/enter-pin "
                    + "text=\"Please enter your PIN, followed by the hash key.\" play=confbridge-pin engine_language=en_GB"
            )
            #expect(
                // A year of which nothing is said, whatever the present one is.
                try client.say("ANNOUNCE 2126-11-23T09:05:00Z IN en-US CLOCK 12")
                    == "+ANNOUNCE clock=12_HOUR_CLOCK language=en-US zone=UTC date=2126-11-23 time=\"9:05 AM\" "
                    + "text=\"Saturday, November 23, 2126 at 9:05 AM\" play=digits/day-6,digits/mon-10,digits/20,digits/h-3,"
                    + "digits/at,digits/9,digits/oh,digits/5,digits/a-m engine_language=en")
        }
        #expect(try client.say("PROMPT goodbye IN sv").hasSuffix(" engine_language=se"))
        #expect(try client.say("PROMPT goodbye IN el").hasSuffix(" engine_language=gr"))
        #expect(try client.say("PROMPT goodbye IN uk").hasSuffix(" engine_language=ua"))

        let other = try ServerProcess()
        let plain = try other.connect()
        #expect(!(try plain.say("PROMPT goodbye IN en-US").contains("play=")))
        #expect(!(try plain.say("ANNOUNCE 0 IN en-US CLOCK 12").contains("engine_language")))
    }

    @Test("a pack that is not there keeps the server from its start, and the sentence says which")
    func noPack() throws {
        let run = try ServerProcess.run(["serve", "--pack", "no-such-pack", "--database", "/nowhere/vm.db"])
        #expect(run.status == 1)
        #expect(
            run.output.contains(
                "vmgate: prompts/packs/no-such-pack: cannot be read as the folder of a sound pack; name an existing one with "
                    + "prompts.pack."))
        let refused = try ServerProcess.run(["serve", "--pack", "../packs"])
        #expect(refused.status == 64)
        #expect(refused.output.contains("--pack is \"../packs\"; it takes the name of a folder"))
    }
}
